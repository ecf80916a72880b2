package io.afterimage.stream.config;

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

/**
 * {@code docs/configuration.md} names every option that {@link StreamConfig} reads, and no other.
 */
class ConfigurationDocTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+\\*?)` \\|");

  @Test
  void shouldDocumentEveryOptionAndNoOther() throws IOException {
    Set<String> documented =
        ROW.matcher(Files.readString(Path.of("../docs/configuration.md")))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented)
        .isEqualTo(
            StreamConfig.effective(Map.of("bootstrap.servers", "here:1", "kafka.*", "any"))
                .keySet());
  }
}
