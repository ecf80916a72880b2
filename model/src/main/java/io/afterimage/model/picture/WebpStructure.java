package io.afterimage.model.picture;

/** Walks the chunks of a WebP's RIFF container (WebP container specification, RFC 9649). */
final class WebpStructure {

  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int ANIMATION_FLAG = 0x02;
  private static final int ALPHA_FLAG = 0x10;
  private static final String LOSSY_START_CODE = "\u009d\u0001*";
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int LOSSLESS_ALPHA_BIT = 28;

  private final PictureLimits limits;
  private int width;
  private int height;
  private int images;
  private boolean alpha;
  private Orientation orientation = Orientation.UPRIGHT;

  private WebpStructure(PictureLimits limits) {
    this.limits = limits;
  }

  /** Refuses as corrupt what states different sizes for its canvas and its coded picture. */
  static PictureHeader read(EncodedBytes bytes, PictureLimits limits) throws RefusedPicture {
    WebpStructure structure = new WebpStructure(limits);
    long payload = bytes.u32le(4);
    structure.walk(bytes.slice(0, payload + CHUNK_HEADER));
    return new PictureHeader(
        PictureFormat.WEBP,
        structure.width,
        structure.height,
        structure.orientation,
        structure.alpha ? new Transparency.Alpha() : new Transparency.None());
  }

  private void walk(EncodedBytes riff) throws RefusedPicture {
    long at = RIFF_HEADER;
    while (at + CHUNK_HEADER <= riff.length()) {
      long size = riff.u32le(at + 4);
      chunk(riff.tag(at), riff.slice(at + CHUNK_HEADER, size));
      at += CHUNK_HEADER + size + (size & 1);
    }
    if (images != 1) {
      throw RefusedPicture.corrupt(images + " coded pictures instead of one");
    }
  }

  private void chunk(String type, EncodedBytes data) throws RefusedPicture {
    switch (type) {
      case "VP8X" -> {
        if ((data.u8(0) & ANIMATION_FLAG) != 0) {
          throw RefusedPicture.unsupported("an animation is not read; send a still picture");
        }
        alpha |= (data.u8(0) & ALPHA_FLAG) != 0;
        size(data.u24le(4) + 1, data.u24le(7) + 1);
      }
      case "VP8 " -> lossy(data);
      case "VP8L" -> lossless(data);
      case "EXIF" -> orientation = Exif.orientation(withoutJpegPrefix(data));
      default -> {}
    }
  }

  private void lossy(EncodedBytes data) throws RefusedPicture {
    if (!data.has(3, LOSSY_START_CODE)) {
      throw RefusedPicture.corrupt("a lossy picture without its start code");
    }
    picture(data.u16le(6) & 0x3fff, data.u16le(8) & 0x3fff);
  }

  private void lossless(EncodedBytes data) throws RefusedPicture {
    if (data.u8(0) != LOSSLESS_SIGNATURE) {
      throw RefusedPicture.corrupt("a lossless picture without its signature");
    }
    long bits = data.u32le(1);
    alpha |= (bits >> LOSSLESS_ALPHA_BIT & 1) != 0;
    picture((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
  }

  private void picture(int codedWidth, int codedHeight) throws RefusedPicture {
    size(codedWidth, codedHeight);
    images++;
  }

  /** The decoder allocates what it meets first, so the canvas is checked like the picture. */
  private void size(int statedWidth, int statedHeight) throws RefusedPicture {
    limits.checkSize(statedWidth, statedHeight);
    if (width > 0 && (width != statedWidth || height != statedHeight)) {
      throw RefusedPicture.corrupt(
          "sizes of %dx%d and %dx%d in one file"
              .formatted(width, height, statedWidth, statedHeight));
    }
    width = statedWidth;
    height = statedHeight;
  }

  /** Some encoders copy the prefix that only JPEG's segment has. */
  private static EncodedBytes withoutJpegPrefix(EncodedBytes data) throws RefusedPicture {
    return data.has(0, "Exif\0\0") ? data.slice(6, data.length() - 6) : data;
  }
}
