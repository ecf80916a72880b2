package io.afterimage.schemas.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReleaseTest {

  private static Release of(String properties) throws IOException {
    Properties build = new Properties();
    build.load(new StringReader(properties));
    return Release.of(build);
  }

  @Test
  void shouldNameVersionAndCommit() throws IOException {
    Release release = of("version=1.2.0\ncommit=0123abc-dirty");

    assertThat(release.version()).contains("1.2.0");
    assertThat(release.commit()).contains("0123abc-dirty");
    assertThat(release).hasToString("1.2.0 (0123abc-dirty)");
  }

  /** Maven leaves the placeholder where there is no Git repository, or no filtering. */
  @Test
  void shouldNotTakeAPlaceholderForAValue() throws IOException {
    assertThat(of("version=1.2.0\ncommit=${build.commit}")).hasToString("1.2.0");
    assertThat(of("version=${project.version}")).hasToString("unknown");
    assertThat(of("").commitText()).isEqualTo("unknown");
  }
}
