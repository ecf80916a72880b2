package io.afterimage.client.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CvatXmlTest {

  @TempDir Path folder;

  @Test
  void shouldReadTheTagOfEachImage() throws IOException {
    LabelSource read =
        read(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <annotations>
              <version>1.1</version>
              <image id="0" name="photos/p1.jpg" width="80" height="60">
                <tag label=" cats" source="manual"></tag>
              </image>
              <image id="1" name="p2.jpg" width="80" height="60">
                <box label="head" xtl="1" ytl="1" xbr="9" ybr="9"></box>
                <tag label="dogs" source="manual"></tag>
              </image>
              <image id="2" name="p3.jpg" width="80" height="60"></image>
              <image id="3" name="p4.jpg" width="80" height="60">
                <tag label="cats"></tag><tag label="dogs"></tag>
              </image>
            </annotations>
            """);

    assertThat(read.labels())
        .extracting(Label::imageId, Label::label)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("photos/p1.jpg", "cats"),
            org.assertj.core.groups.Tuple.tuple("p2.jpg", "dogs"));
    assertThat(read.problems())
        .containsExactly(
            "image p3.jpg has no tag, one is a label",
            "image p4.jpg has the tags [cats, dogs], one is a label");
  }

  @Test
  void shouldRefuseOtherXmlAndReadNothingThatItNames() {
    assertThatThrownBy(() -> read("<annotation/>"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("CVAT for images 1.1");
    assertThatThrownBy(() -> read("{}")).hasMessageContaining("is not XML");
    assertThatThrownBy(
            () ->
                read(
                    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotations><image"
                        + " name=\"&x;\"/></annotations>"))
        .isInstanceOf(CommandFailure.class);
  }

  private LabelSource read(String xml) throws IOException {
    return CvatXml.read(
        Files.writeString(folder.resolve("annotations.xml"), xml), Optional.empty(), Instant.EPOCH);
  }
}
