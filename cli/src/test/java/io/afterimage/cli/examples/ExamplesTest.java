package io.afterimage.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  @Test
  void shouldNameEveryProgramOnThePage() throws IOException {
    String page = String.join("\n", ExamplePage.read().lines());
    List<String> programs;
    try (Stream<Path> files = Files.walk(ExamplePage.FOLDER, 3)) {
      programs =
          files
              .map(file -> ExamplePage.FOLDER.relativize(file).toString())
              .filter(file -> file.matches("(python|node|java)/[^/]+\\.(py|js|java)|go/.+\\.go"))
              .toList();
    }

    assertThat(programs)
        .hasSizeGreaterThan(12)
        .allSatisfy(program -> assertThat(page).contains("(" + program + ")"));
  }

  @Test
  void shouldHaveCommandsForEveryLanguage() throws IOException {
    ExamplePage page = ExamplePage.read();

    for (Language language : Language.values()) {
      assertThat(page.commands(language.title())).hasSize(3);
    }
  }

  @Test
  void shouldUseTheLibrariesOfThisBuild() throws IOException {
    String pom = Files.readString(ExamplePage.FOLDER.resolve("java/pom.xml"));
    String parent = Files.readString(Path.of("..", "pom.xml"));

    assertThat(version(pom, "kafka-clients")).isEqualTo(property(parent, "kafka.version"));
    assertThat(version(pom, "jackson-databind")).isEqualTo(property(parent, "jackson.version"));
    assertThat(version(pom, "slf4j-simple")).isEqualTo(property(parent, "slf4j.version"));
  }

  @Test
  void shouldLeaveTheRegistryToWhoeverInstalls() throws IOException {
    assertThat(ExamplePage.FOLDER.resolve("node/package-lock.json"))
        .content()
        .contains("\"integrity\"")
        .doesNotContain("\"resolved\"");
  }

  private static String version(String pom, String artifact) {
    return found(pom, "<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]+)");
  }

  private static String property(String pom, String name) {
    return found(pom, "<" + name + ">([^<]+)");
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}
