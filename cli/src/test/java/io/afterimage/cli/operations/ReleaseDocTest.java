package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The release that is built has its entries in the changelog and the upgrade notes. */
class ReleaseDocTest {

  private static final Pattern VERSION =
      Pattern.compile(
          "<artifactId>afterimage</artifactId>\\s*<version>((\\d+\\.\\d+)\\.\\d+)(?:-SNAPSHOT)?</version>");

  @Test
  void shouldSayWhatChangedAndWhatAnUpgradeAsks() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(Path.of("../CHANGELOG.md")).content().contains("\n## [" + version.group(1) + "] - ");
    assertThat(Path.of("../docs/upgrading.md"))
        .content()
        .contains("\n## " + version.group(2) + "\n");
  }
}
