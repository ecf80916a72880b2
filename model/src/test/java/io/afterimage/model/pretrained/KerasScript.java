package io.afterimage.model.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a script of tools/ with the Python that the system property {@code afterimage.python} names,
 * by default python3. Skips the test where it has no Keras.
 */
public final class KerasScript {

  private static final String PYTHON = System.getProperty("afterimage.python", "python3");
  private static final Path TOOLS = Path.of("..", "tools");

  private KerasScript() {}

  /**
   * Runs one, with a log beside what it writes.
   *
   * @param folder its last argument
   */
  public static void run(String script, Path folder, String... arguments) throws Exception {
    Assumptions.assumeTrue(
        exitCode(folder, PYTHON, "-c", "import h5py, keras, safetensors") == 0,
        PYTHON + " has no h5py, keras and safetensors: -Dafterimage.python=PYTHON names one");
    List<String> command = new ArrayList<>(List.of(PYTHON, TOOLS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    command.add(folder.toString());
    if (exitCode(folder, command.toArray(String[]::new)) != 0) {
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
