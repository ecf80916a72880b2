package io.afterimage.schemas.events;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What an image is called: the key of every record that speaks of it. */
public final class ImageIds {

  private ImageIds() {}

  /** The key as UTF-8; the pointer's text where the key is absent, empty or not UTF-8. */
  public static String of(byte[] key, ImagePointer pointer) {
    if (key == null || key.length == 0) {
      return pointer.toString();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      return pointer.toString();
    }
  }
}
