package io.afterimage.cli.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small archives in the official ones' forms. */
final class Archives {

  private Archives() {}

  static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  static byte[] tarGz(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] header = new byte[512];
        put(header, 0, file.getKey());
        put(header, 124, "%011o".formatted(file.getValue().length));
        out.write(header);
        out.write(file.getValue());
        out.write(new byte[(512 - file.getValue().length % 512) % 512]);
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  /** One CIFAR-10 record in one colour. */
  static byte[] cifarRecord(int label, int red, int green, int blue) {
    ByteBuffer record = ByteBuffer.allocate(1 + 3 * 1024).put((byte) label);
    for (int value : new int[] {red, green, blue}) {
      for (int i = 0; i < 1024; i++) {
        record.put((byte) value);
      }
    }
    return record.array();
  }

  static byte[] idxImages(int... greys) throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(16 + greys.length * 4);
    idx.putInt(2051).putInt(greys.length).putInt(2).putInt(2);
    for (int grey : greys) {
      for (int i = 0; i < 4; i++) {
        idx.put((byte) grey);
      }
    }
    return gzip(idx.array());
  }

  static byte[] idxLabels(int... labels) throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(8 + labels.length).putInt(2049).putInt(labels.length);
    for (int label : labels) {
      idx.put((byte) label);
    }
    return gzip(idx.array());
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
