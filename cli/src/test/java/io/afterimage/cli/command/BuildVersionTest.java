package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.release.Release;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildVersionTest {

  @Test
  void shouldNameProgramCommitJavaSystemAndEngines() throws IOException {
    Properties engines = new Properties();
    engines.load(new StringReader("onnxruntime=1.28.0\nmxnet=1.9.1\nopencv=4.13.0-1.5.13"));
    Release release = new Release(Optional.of("1.2.0"), Optional.of("0123abc-dirty"));

    assertThat(new BuildVersion(release, engines).getVersion())
        .contains(
            "afterimage 1.2.0",
            "commit 0123abc-dirty",
            "engines ONNX Runtime 1.28.0, MXNet 1.9.1, OpenCV 4.13.0")
        .anyMatch(line -> line.startsWith("Java " + Runtime.version()))
        .anyMatch(line -> line.startsWith("OS " + System.getProperty("os.name")));
  }

  @Test
  void shouldNotKnowWhatTheBuildDidNotSay() {
    Release release = new Release(Optional.empty(), Optional.empty());

    assertThat(new BuildVersion(release, new Properties()).getVersion())
        .contains("afterimage unknown", "commit unknown");
  }
}
