package io.afterimage.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} names every option that {@link StreamConfig} reads, and no other.
 */
class ConfigurationDocTest {

  @Test
  void shouldDocumentEveryOptionAndNoOther() throws IOException {
    String code =
        Files.readString(Path.of("src/main/java/io/afterimage/streams/config/StreamConfig.java"));
    String page = Files.readString(Path.of("../docs/configuration.md"));

    assertThat(found(page, "(?m)^\\| `([a-z.]+\\*?)` \\|"))
        .isEqualTo(
            found(
                code,
                "settings\\s*\\.(?:required|text|choice|integer|number|duration|parsed|read|optional|flag|startingWith)\\(\\s*\"([a-z.]+)\""));
  }

  private static Set<String> found(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1).replace("kafka.*", "kafka."))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
