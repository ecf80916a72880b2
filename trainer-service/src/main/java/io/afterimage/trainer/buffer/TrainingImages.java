package io.afterimage.trainer.buffer;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.InputSpec;
import io.afterimage.images.NativeOpenCv;
import io.afterimage.images.RefusalReason;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Scales images to training size as serving does, and keeps them as PNG. PNG because it loses
 * nothing: what is trained on and what the gate scores are the very pixels that serving sees, and
 * any tool can still look at them. A JPEG would be a quarter as long, and no longer the same image.
 * Thread-safe.
 *
 * @param decoder as serving has it
 * @param input the training size
 */
public record TrainingImages(ImageDecoder decoder, InputSpec input) {

  /** Fast: a tenth longer than the densest, several times quicker. */
  private static final int COMPRESSION = 3;

  static {
    NativeOpenCv.load();
  }

  /** The outcome for an image. */
  public sealed interface Scaled {

    /** At training size. */
    record Png(byte[] bytes) implements Scaled {}

    /** It cannot be decoded. */
    record Undecodable(RefusalReason reason, String detail) implements Scaled {}
  }

  /** Decodes, scales and compresses one encoded image. */
  public Scaled scale(byte[] encoded) {
    Decoded decoded = decoder.decode(encoded, input);
    if (decoded instanceof Decoded.Refused refused) {
      return new Scaled.Undecodable(refused.reason(), refused.detail());
    }
    return new Scaled.Png(png(((Decoded.Pixels) decoded).rgb()));
  }

  private byte[] png(byte[] rgb) {
    Mat pixels = new Mat(input.height(), input.width(), CvType.CV_8UC3);
    Mat bgr = new Mat();
    MatOfByte encoded = new MatOfByte();
    MatOfInt settings = new MatOfInt(Imgcodecs.IMWRITE_PNG_COMPRESSION, COMPRESSION);
    try {
      pixels.put(0, 0, rgb);
      Imgproc.cvtColor(pixels, bgr, Imgproc.COLOR_RGB2BGR);
      if (!Imgcodecs.imencode(".png", bgr, encoded, settings)) {
        throw new IllegalStateException("OpenCV did not encode a PNG of " + input);
      }
      return encoded.toArray();
    } finally {
      settings.release();
      encoded.release();
      bgr.release();
      pixels.release();
    }
  }
}
