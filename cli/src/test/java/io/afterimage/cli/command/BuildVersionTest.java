package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildVersionTest {

  private static String[] version(String properties) throws IOException {
    Properties build = new Properties();
    build.load(new StringReader(properties));
    return new BuildVersion(build).getVersion();
  }

  @Test
  void shouldNameProgramCommitAndEngines() throws IOException {
    assertThat(
            version(
                """
                version=1.2.0
                commit=0123abc-dirty
                onnxruntime=1.28.0
                mxnet=1.9.1
                opencv=4.13.0-1.5.13
                """))
        .contains(
            "afterimage 1.2.0",
            "commit 0123abc-dirty",
            "engines ONNX Runtime 1.28.0, MXNet 1.9.1, OpenCV 4.13.0");
  }

  /** Maven leaves the placeholder where there is no Git repository. */
  @Test
  void shouldNotKnowTheCommitOfSourcesWithoutARepository() throws IOException {
    assertThat(version("version=1.2.0\ncommit=${build.commit}"))
        .contains("afterimage 1.2.0", "commit unknown");
  }
}
