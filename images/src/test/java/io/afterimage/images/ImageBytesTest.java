package io.afterimage.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ImageBytesTest {

  @Test
  void shouldTellImagesFromOtherFiles() {
    assertThat(areLikeAnImage("\u0089PNG\r\n\u001a\n")).isTrue();
    assertThat(areLikeAnImage("\0\0\0\u0018ftypheic")).as("known, though not read").isTrue();
    assertThat(areLikeAnImage("read me")).isFalse();
    assertThat(areLikeAnImage("<html>")).isFalse();
    assertThat(areLikeAnImage("")).isFalse();
  }

  private static boolean areLikeAnImage(String latin1) {
    return ImageBytes.areLikeAnImage(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }
}
