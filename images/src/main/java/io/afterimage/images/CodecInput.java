package io.afterimage.images;

import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * What OpenCV gets to decode: the parts of a file that the pixels are made of, and nothing that its
 * codecs stumble over.
 *
 * @param parts joined they are a file of the same format
 * @param area where these pixels lie in the image
 * @param open whether the file ends without saying so, so that some of its data may be lost
 */
record CodecInput(List<EncodedBytes> parts, Area area, boolean open) {

  CodecInput {
    parts = List.copyOf(parts);
  }

  /** The joined parts as a row of bytes; the caller releases it. */
  Mat joined() {
    Mat joined = new Mat(1, parts.stream().mapToInt(EncodedBytes::length).sum(), CvType.CV_8UC1);
    int at = 0;
    for (EncodedBytes part : parts) {
      joined.put(0, at, part.array(), part.from(), part.length());
      at += part.length();
    }
    return joined;
  }
}
