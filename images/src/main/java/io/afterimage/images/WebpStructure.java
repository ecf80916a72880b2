package io.afterimage.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Walks the chunks of a WebP's RIFF container (WebP container specification, RFC 9649). Of an
 * animation only the first frame is looked at.
 */
final class WebpStructure {

  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int CANVAS_BYTES = 10;
  private static final int ANIMATION_FLAG = 0x02;
  private static final int ALPHA_FLAG = 0x10;
  private static final String LOSSY_START_CODE = "\u009d\u0001*";
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int LOSSLESS_ALPHA_BIT = 28;

  /** OpenCV refuses files that are shorter than it reads ahead; what lies behind is not read. */
  private static final EncodedBytes PADDING = EncodedBytes.of(new byte[32]);

  private final ImageLimits limits;
  private int width;
  private int height;
  private int images;
  private boolean alpha;
  private boolean animated;
  private boolean exif;
  private Orientation orientation = Orientation.UPRIGHT;
  private CodecInput frame;

  private WebpStructure(ImageLimits limits) {
    this.limits = limits;
  }

  /** Refuses as corrupt what states different sizes for its canvas and its coded image. */
  static ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    WebpStructure structure = new WebpStructure(limits);
    long payload = bytes.u32le(4);
    EncodedBytes riff = bytes.slice(0, payload + CHUNK_HEADER);
    structure.walk(riff);
    return new ImageHeader(
        structure.width, structure.height, structure.orientation, structure.codec(bytes, riff));
  }

  /** Lossless images, and the alpha of lossy ones, are decoded into a buffer of their own. */
  private OpenCvCodec codec(EncodedBytes bytes, EncodedBytes riff) {
    Area whole = Area.whole(width, height);
    CodecInput input = animated ? frame : new CodecInput(List.of(riff, PADDING), whole, false);
    return alpha
        ? new OpenCvCodec(bytes, input, whole, new Transparency.Alpha(), 1, 8)
        : new OpenCvCodec(bytes, input, whole, new Transparency.None(), 1, 4);
  }

  private void walk(EncodedBytes riff) throws RefusedImage {
    long at = RIFF_HEADER;
    while (at + CHUNK_HEADER <= riff.length()) {
      long size = riff.u32le(at + 4);
      chunk(riff.tag(at), riff.slice(at + CHUNK_HEADER, size));
      at += CHUNK_HEADER + size + (size & 1);
    }
    if (images != 1) {
      throw RefusedImage.corrupt(images + " coded images instead of one");
    }
  }

  private void chunk(String type, EncodedBytes data) throws RefusedImage {
    switch (type) {
      case "VP8X" -> {
        animated = (data.u8(0) & ANIMATION_FLAG) != 0;
        alpha |= (data.u8(0) & ALPHA_FLAG) != 0;
        size(data.u24le(4) + 1, data.u24le(7) + 1);
      }
      case "VP8 " -> lossy(data);
      case "VP8L" -> lossless(data);
      case "ANMF" -> {
        if (animated && frame == null) {
          firstFrame(data);
        }
      }
      case "EXIF" -> {
        // Of several the first counts, as in a JPEG.
        orientation = exif ? orientation : Exif.orientation(data);
        exif = true;
      }
      default -> {}
    }
  }

  /** Makes a still WebP of a frame, which OpenCV then decodes by itself. */
  private void firstFrame(EncodedBytes data) throws RefusedImage {
    Area area =
        new Area(2 * data.u24le(0), 2 * data.u24le(3), data.u24le(6) + 1, data.u24le(9) + 1);
    if ((long) area.left() + area.width() > width || (long) area.top() + area.height() > height) {
      throw RefusedImage.corrupt("a frame that reaches beyond the canvas");
    }
    WebpStructure still = new WebpStructure(limits);
    still.size(area.width(), area.height());
    EncodedBytes chunks = data.slice(FRAME_HEADER, data.length() - FRAME_HEADER);
    long at = 0;
    while (at + CHUNK_HEADER <= chunks.length()) {
      long size = chunks.u32le(at + 4);
      still.chunk(chunks.tag(at), chunks.slice(at + CHUNK_HEADER, size));
      at += CHUNK_HEADER + size + (size & 1);
    }
    images += still.images;
    alpha |= still.alpha;
    frame =
        new CodecInput(List.of(stillHeader(area, chunks.length()), chunks, PADDING), area, false);
  }

  private static EncodedBytes stillHeader(Area area, int chunkBytes) {
    int header = RIFF_HEADER + CHUNK_HEADER + CANVAS_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(header).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.ISO_8859_1));
    bytes.putInt(header - CHUNK_HEADER + chunkBytes);
    bytes.put("WEBPVP8X".getBytes(StandardCharsets.ISO_8859_1));
    bytes.putInt(CANVAS_BYTES).putInt(ALPHA_FLAG);
    for (int side : new int[] {area.width() - 1, area.height() - 1}) {
      bytes.putShort((short) side).put((byte) (side >> 16));
    }
    return EncodedBytes.of(bytes.array());
  }

  private void lossy(EncodedBytes data) throws RefusedImage {
    if (!data.has(3, LOSSY_START_CODE)) {
      throw RefusedImage.corrupt("a lossy image without its start code");
    }
    image(data.u16le(6) & 0x3fff, data.u16le(8) & 0x3fff);
  }

  private void lossless(EncodedBytes data) throws RefusedImage {
    if (data.u8(0) != LOSSLESS_SIGNATURE) {
      throw RefusedImage.corrupt("a lossless image without its signature");
    }
    long bits = data.u32le(1);
    alpha |= (bits >> LOSSLESS_ALPHA_BIT & 1) != 0;
    image((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
  }

  private void image(int codedWidth, int codedHeight) throws RefusedImage {
    size(codedWidth, codedHeight);
    images++;
  }

  /** The decoder allocates what it meets first, so the canvas is checked like the image. */
  private void size(int statedWidth, int statedHeight) throws RefusedImage {
    limits.checkSize(statedWidth, statedHeight);
    if (width > 0 && (width != statedWidth || height != statedHeight)) {
      throw RefusedImage.corrupt(
          "sizes of %dx%d and %dx%d in one file"
              .formatted(width, height, statedWidth, statedHeight));
    }
    width = statedWidth;
    height = statedHeight;
  }
}
