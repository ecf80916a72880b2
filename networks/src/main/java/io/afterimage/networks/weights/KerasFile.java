package io.afterimage.networks.weights;

import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The layers of a file that Keras wrote: whole models and weights in {@code .h5}, {@code
 * .weights.h5}, and {@code .keras} archives.
 *
 * @param layers those that have arrays; in the order of the model in files of Keras 1 and 2
 */
public record KerasFile(List<StoredLayer> layers) {

  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final String ARCHIVED = "model.weights.h5";

  /** More would not fit into a byte array. */
  private static final long MAX_ARCHIVED_BYTES = Integer.MAX_VALUE - 8L;

  /** Copies the list. */
  public KerasFile {
    layers = List.copyOf(layers);
  }

  /** Whether a file begins as one that Keras wrote. */
  public static boolean isOne(Path file) throws IOException {
    byte[] start = start(file);
    return startsWith(start, HDF5) || startsWith(start, ZIP);
  }

  /**
   * Reads a file whole.
   *
   * @throws MalformedWeightsException naming the file and what is wrong
   */
  public static KerasFile read(Path file) throws IOException {
    try {
      return startsWith(start(file), ZIP) ? fromArchive(file) : fromHdf(file);
    } catch (HdfException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MalformedWeightsException(
          "%s: damaged or cut off: it cannot be read as HDF5 (%s)".formatted(file, e.getMessage()),
          e);
    }
  }

  private static KerasFile fromHdf(Path file) {
    try (HdfFile hdf = new HdfFile(file)) {
      return new KerasFile(new KerasLayers(file.toString()).of(hdf));
    }
  }

  private static KerasFile fromArchive(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(ARCHIVED);
      if (entry == null || entry.getSize() > MAX_ARCHIVED_BYTES) {
        throw new MalformedWeightsException(
            "%s: an archive of Keras has %s of less than 2 GiB in it, this one has %s"
                .formatted(file, ARCHIVED, entry == null ? "none" : entry.getSize() + " bytes"));
      }
      try (InputStream in = zip.getInputStream(entry);
          HdfFile hdf = HdfFile.fromBytes(in.readAllBytes())) {
        return new KerasFile(new KerasLayers(file.toString()).of(hdf));
      }
    } catch (ZipException e) {
      throw new MalformedWeightsException(file + ": damaged or cut off: " + e.getMessage(), e);
    }
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HDF5.length);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }
}
