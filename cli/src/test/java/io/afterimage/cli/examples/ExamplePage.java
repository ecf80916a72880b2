package io.afterimage.cli.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page of the examples: the commands that it tells people to type. */
record ExamplePage(List<String> lines) {

  static final Path FOLDER = Path.of("..", "examples");

  static ExamplePage read() throws IOException {
    return new ExamplePage(Files.readAllLines(FOLDER.resolve("README.md")));
  }

  /** The commands of a section, one a line. */
  List<String> commands(String section) {
    return lines.stream()
        .dropWhile(line -> !line.equals("## " + section))
        .dropWhile(line -> !line.equals("```sh"))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .toList();
  }
}
