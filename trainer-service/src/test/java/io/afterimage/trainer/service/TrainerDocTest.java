package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/trainer.md} names every option that {@link TrainerConfig} reads, and no other. */
class TrainerDocTest {

  private static final Pattern OPTION = Pattern.compile("`([a-z.]+)[*]?`");

  @Test
  void shouldDocumentEveryOptionAndNoOther() throws IOException {
    String code =
        Files.readString(Path.of("src/main/java/io/afterimage/trainer/service/TrainerConfig.java"));
    String page = Files.readString(Path.of("../docs/trainer.md"));
    String table = page.substring(page.indexOf("## Options"));

    Set<String> read = found(Pattern.compile("\"([a-z]+(?:\\.[a-z]+)*\\.[a-z]*|device)\""), code);
    Set<String> documented =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf(" |", 1)))
            .flatMap(cell -> found(OPTION, cell).stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented).isEqualTo(read);
  }

  private static Set<String> found(Pattern pattern, String text) {
    return Stream.of(text)
        .flatMap(all -> pattern.matcher(all).results())
        .map(match -> match.group(1))
        .filter(name -> !name.equals("java.io.tmpdir"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
