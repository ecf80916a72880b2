package io.afterimage.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/console.md} names every option that {@link ConsoleConfig} reads, and no other. */
class ConsoleDocTest {

  private static final Pattern OPTION = Pattern.compile("`([a-z.]+[*]?)`");

  @Test
  void shouldDocumentEveryOptionAndNoOther() throws IOException {
    String page = Files.readString(Path.of("../docs/console.md"));
    String table = page.substring(page.indexOf("## Options"), page.indexOf("## For programs"));

    Set<String> documented =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf(" |", 1)))
            .flatMap(cell -> OPTION.matcher(cell).results())
            .map(option -> option.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> known =
        new TreeSet<>(
            ConsoleConfig.effective(Map.of("bootstrap.servers", "here:1", "kafka.*", "any"))
                .keySet());
    known.addAll(
        List.of(
            "console.users",
            "console.openid.client.secret",
            "console.tls.certificate",
            "console.tls.key",
            "console.tls.keystore",
            "console.tls.password"));
    assertThat(documented).isEqualTo(known);
  }
}
