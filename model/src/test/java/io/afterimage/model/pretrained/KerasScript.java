package io.afterimage.model.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs tools/keras_features.py with the Python that the system property {@code afterimage.python}
 * names, by default python3. Skips the test where it has no Keras.
 */
final class KerasScript {

  private static final String PYTHON = System.getProperty("afterimage.python", "python3");
  private static final Path SCRIPT = Path.of("..", "tools", "keras_features.py");

  private KerasScript() {}

  static void run(String backbone, int size, Path folder) throws Exception {
    Assumptions.assumeTrue(
        exitCode(folder, PYTHON, "-c", "import h5py, keras, safetensors") == 0,
        PYTHON + " has no h5py, keras and safetensors: -Dafterimage.python=PYTHON names one");
    int exitCode =
        exitCode(
            folder, PYTHON, SCRIPT.toString(), backbone, Integer.toString(size), folder.toString());
    if (exitCode != 0) {
      throw new AssertionError(Files.readString(folder.resolve("python.log")));
    }
  }

  private static int exitCode(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("python.log").toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(command) + " does not end");
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }
}
