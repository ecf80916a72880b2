package io.afterimage.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.cli.operations.Tool;
import java.nio.file.Files;
import java.nio.file.Path;

/** A language of the examples, as its section of the page is headed. */
enum Language {
  PYTHON("Python") {
    @Override
    void require(ExampleShell shell) {
      requireModule(shell, "confluent_kafka");
    }
  },
  NODE("Node") {
    @Override
    void require(ExampleShell shell) {
      assumeTrue(Tool.find("node").isPresent(), "node is not on this machine");
      assumeTrue(
          Files.isDirectory(ExamplePage.FOLDER.resolve("node/node_modules/kafkajs")),
          "kafkajs is not installed: examples/install node");
    }
  },
  GO("Go") {
    /** Builds them: without the network, so that this says what is missing at once. */
    @Override
    void require(ExampleShell shell) {
      assumeTrue(Tool.find("go").isPresent(), "go is not on this machine");
      Path programs = shell.folder().resolve("target/examples/go");
      ExampleShell.Result built =
          shell.run(
              "env GOPROXY=off GOTOOLCHAIN=local go -C examples/go build -o %s/ ./..."
                  .formatted(programs));
      assumeTrue(
          !built.output().matches("(?s).*(GOPROXY|GOTOOLCHAIN).*"),
          () -> "franz-go is not installed: examples/install go; " + built.output());
      assertThat(built.exitCode()).as(built.output()).isZero();
    }
  },
  JAVA("Java") {
    @Override
    void require(ExampleShell shell) {}
  };

  private final String title;

  Language(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Skips the test where the language or its packages are not there. */
  abstract void require(ExampleShell shell);

  /** The same for a module of Python. */
  static void requireModule(ExampleShell shell, String module) {
    assumeTrue(
        shell.run("python -c 'import %s'".formatted(module)).exitCode() == 0,
        "Python or its module " + module + " is not installed: examples/install python");
  }
}
