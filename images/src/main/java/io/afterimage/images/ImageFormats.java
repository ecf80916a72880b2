package io.afterimage.images;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that are read, told apart by their first bytes. */
final class ImageFormats {

  /** Every format; a new one is added here. */
  static final List<ImageFormat> ALL =
      List.of(
          new JpegFormat(), new PngFormat(), new WebpFormat(), new BmpFormat(), new GifFormat());

  private ImageFormats() {}

  /**
   * The format that the bytes start like.
   *
   * @throws RefusedImage as an unsupported format, named, or as no image
   */
  static ImageFormat of(EncodedBytes bytes) throws RefusedImage {
    Optional<ImageFormat> format = find(bytes);
    if (format.isEmpty()) {
      throw UnreadBytes.refusal(bytes);
    }
    return format.get();
  }

  /** The format that the bytes start like, if it is one of these. */
  static Optional<ImageFormat> find(EncodedBytes bytes) throws RefusedImage {
    for (ImageFormat format : ALL) {
      if (format.matches(bytes)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** All of them in a sentence: {@code JPEG, PNG or GIF}. */
  static String inWords() {
    String names = ALL.stream().map(ImageFormat::name).collect(Collectors.joining(", "));
    return names.replaceFirst(", (?=[^,]*$)", " or ");
  }
}
