package io.afterimage.trainer.exchange;

import io.afterimage.images.ImageBytes;
import io.afterimage.training.dataset.StableSplit;
import java.util.Locale;

/**
 * Any text as the name of a file or folder: letters, digits and {@code . _ -} stay, everything else
 * becomes {@code _}. Where that changes something, a hash of the whole text follows, so that
 * different texts do not share a name.
 */
public final class SafeName {

  private static final int LONGEST = 100;

  private SafeName() {}

  /** The name. */
  public static String of(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
    if (name.equals(text) && !text.isEmpty() && text.length() <= LONGEST) {
      return text;
    }
    String start = name.substring(0, Math.min(name.length(), LONGEST));
    return start + "-" + Long.toHexString(StableSplit.hash(text));
  }

  /**
   * The name of an image's file: the id with the suffix of its format, which is {@code .bin} where
   * that is not known.
   */
  public static String ofImage(String id, byte[] image) {
    String suffix = "." + ImageBytes.format(image).orElse("bin").toLowerCase(Locale.ROOT);
    String name = of(id);
    return name.toLowerCase(Locale.ROOT).endsWith(suffix) ? name : name + suffix;
  }
}
