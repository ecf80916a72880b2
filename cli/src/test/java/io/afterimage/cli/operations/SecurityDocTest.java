package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.rights.Right;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.schemas.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/security.md} lists the rights of the code, and no others. */
class SecurityDocTest {

  @Test
  void shouldListTheRightsOfEachService() throws IOException {
    String page = Files.readString(Path.of("../docs/security.md"));
    TopicNames names = TopicNames.plain();

    assertThat(rows(page, "### The stream", "### The trainer"))
        .containsExactlyInAnyOrderElementsOf(rows(Rights.stream(names, "afterimage-stream")));
    assertThat(rows(page, "### The trainer", "### The console"))
        .containsExactlyInAnyOrderElementsOf(
            rows(
                Rights.trainer(
                    names, "afterimage-trainer", "afterimage-publisher", "afterimage-stream")));
    assertThat(rows(page, "### The console", "### People and other systems"))
        .containsExactlyInAnyOrderElementsOf(
            rows(Rights.console(names, List.of("afterimage-stream", "afterimage-trainer"))));
  }

  private static List<String> rows(String page, String from, String to) {
    return page.substring(page.indexOf(from), page.indexOf(to))
        .lines()
        .filter(line -> line.startsWith("| ") && line.contains("`"))
        .toList();
  }

  private static List<String> rows(List<Right> rights) {
    return rights.stream()
        .map(
            right ->
                "| %s | `%s%s` | %s |"
                    .formatted(
                        right.type().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        right.name(),
                        right.prefixed() ? "*" : "",
                        String.join(
                            ", ",
                            new TreeSet<>(right.operations())
                                .stream().map(StrimziFiles::operation).toList())))
        .toList();
  }
}
