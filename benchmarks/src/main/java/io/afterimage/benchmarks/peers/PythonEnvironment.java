package io.afterimage.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Python with the packages of {@code benchmarks/peers/requirements.txt}, in a folder of its own
 * that is made on first use, and again when that file changes.
 */
public final class PythonEnvironment {

  private final Path scripts;
  private final Path folder;

  private PythonEnvironment(Path scripts, Path folder) {
    this.scripts = scripts;
    this.folder = folder;
  }

  /**
   * Makes it where it is not there.
   *
   * @param scripts the folder of the peers' programs
   * @param folder where the packages go
   * @throws IllegalStateException when there is no Python, or its packages cannot be installed
   */
  public static PythonEnvironment open(Path scripts, Path folder) {
    Path requirements = scripts.resolve("requirements.txt");
    Path installed = folder.resolve("installed.txt");
    try {
      if (!Files.exists(installed) || Files.mismatch(requirements, installed) >= 0) {
        require("python3 -m venv", List.of("python3", "-m", "venv", folder.toString()));
        require(
            "pip install",
            List.of(
                folder.resolve("bin/pip").toString(),
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
                requirements.toString()));
        Files.copy(requirements, installed, StandardCopyOption.REPLACE_EXISTING);
      }
      return new PythonEnvironment(scripts, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set up Python in " + folder, e);
    }
  }

  /** Starts one of the programs; what it prints goes where this process's output goes. */
  Process start(String script, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("bin/python").toString());
    command.add(scripts.resolve(script).toString());
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + script, e);
    }
  }

  private static void require(String what, List<String> command) throws IOException {
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            what + " failed with exit code " + exit + ": are python3 and python3-venv installed?");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
