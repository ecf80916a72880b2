package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/trainer.md} names every option that {@link TrainerConfig} reads, and no other. */
class TrainerDocTest {

  private static final Pattern OPTION = Pattern.compile("`([a-z.]+[*]?)`");

  @Test
  void shouldDocumentEveryOptionAndNoOther() throws IOException {
    String page = Files.readString(Path.of("../docs/trainer.md"));
    String table = page.substring(page.indexOf("## Options"));

    Set<String> documented =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf(" |", 1)))
            .flatMap(cell -> OPTION.matcher(cell).results())
            .map(option -> option.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented)
        .isEqualTo(
            TrainerConfig.effective(Map.of("bootstrap.servers", "here:1", "kafka.*", "any"))
                .keySet());
  }
}
