package io.afterimage.images;

import java.util.ArrayDeque;
import java.util.Deque;
import org.opencv.core.Mat;

/**
 * Owns the native matrices of one decoding and releases them together; used by one thread. A large
 * one may be released earlier: releasing twice is harmless.
 */
final class Mats implements AutoCloseable {

  private final Deque<Mat> owned = new ArrayDeque<>();
  private final DecodeMemory.Reservation reservation;

  /** Of matrices that are small, or that a reservation held elsewhere covers. */
  Mats() {
    this(() -> {});
  }

  /** Gives the reservation back when all matrices are released. */
  Mats(DecodeMemory.Reservation reservation) {
    this.reservation = reservation;
  }

  /** An empty matrix that {@link #close} releases. */
  Mat create() {
    return own(new Mat());
  }

  /** Takes over a matrix that was made elsewhere. */
  <M extends Mat> M own(M mat) {
    owned.push(mat);
    return mat;
  }

  @Override
  public void close() {
    owned.forEach(Mat::release);
    reservation.close();
  }
}
