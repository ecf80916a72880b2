package io.afterimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a script of tools/ with the Python that the system property {@code afterimage.python} names,
 * by default python3. Skips the test where it lacks what the script needs.
 */
public final class PythonTool {

  private static final String PYTHON = System.getProperty("afterimage.python", "python3");
  private static final Path TOOLS = Path.of("..", "tools");

  private PythonTool() {}

  /**
   * Runs one that needs Keras.
   *
   * @param folder its last argument; gets its output as a log too
   */
  public static void runWithKeras(String script, Path folder, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(folder.toString());
    run("h5py, keras, safetensors", script, folder, all);
  }

  /**
   * Runs one that needs nothing but Python.
   *
   * @param folder gets its output as a log
   * @return what it printed
   */
  public static String run(String script, Path folder, String... arguments) throws Exception {
    return run("sys", script, folder, List.of(arguments));
  }

  private static String run(String modules, String script, Path folder, List<String> arguments)
      throws Exception {
    Assumptions.assumeTrue(
        exitCode(folder, PYTHON, "-c", "import " + modules) == 0,
        PYTHON + " has no " + modules + ": -Dafterimage.python=PYTHON names one that has");
    List<String> command = new ArrayList<>(List.of(PYTHON, TOOLS.resolve(script).toString()));
    command.addAll(arguments);
    int code = exitCode(folder, command.toArray(String[]::new));
    String printed = Files.readString(folder.resolve("python.log"));
    if (code != 0) {
      throw new AssertionError(printed + Files.readString(folder.resolve("python.err")));
    }
    return printed;
  }

  private static int exitCode(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectError(folder.resolve("python.err").toFile())
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
