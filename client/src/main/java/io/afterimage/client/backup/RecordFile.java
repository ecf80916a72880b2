package io.afterimage.client.backup;

import io.afterimage.client.backup.BackupIndex.SavedFile;
import io.afterimage.schemas.events.Sha256;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Records of a topic, one after the other: a byte 1; partition (4 bytes), offset and timestamp (8
 * bytes each); key and value; the number of headers (4 bytes), and name and value of each. Keys,
 * values and names are a length (4 bytes; -1 for none) and that many bytes; numbers are big-endian,
 * names UTF-8. A byte 0 ends the file.
 */
final class RecordFile {

  private static final int BUFFER = 1 << 16;
  private static final int RECORD = 1;
  private static final int END = 0;
  private static final int NONE = -1;

  private RecordFile() {}

  /** Writes a file, and its digest beside. For one thread. */
  static final class Writer implements AutoCloseable {

    private final String name;
    private final DigestOutputStream digest;
    private final DataOutputStream out;
    private long records;
    private long bytes;

    /** Takes the stream over. */
    Writer(String name, OutputStream file) {
      this.name = name;
      this.digest =
          new DigestOutputStream(new BufferedOutputStream(file, BUFFER), Sha256.running());
      this.out = new DataOutputStream(digest);
    }

    void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
      out.writeByte(RECORD);
      out.writeInt(record.partition());
      out.writeLong(record.offset());
      out.writeLong(record.timestamp());
      bytes += 1 + Integer.BYTES + 2 * Long.BYTES;
      write(record.key());
      write(record.value());
      Header[] headers = record.headers().toArray();
      out.writeInt(headers.length);
      bytes += Integer.BYTES;
      for (Header header : headers) {
        write(header.key().getBytes(StandardCharsets.UTF_8));
        write(header.value());
      }
      records++;
    }

    private void write(byte[] part) throws IOException {
      out.writeInt(part == null ? NONE : part.length);
      bytes += Integer.BYTES;
      if (part != null) {
        out.write(part);
        bytes += part.length;
      }
    }

    long records() {
      return records;
    }

    /** Ends the file. */
    SavedFile end() throws IOException {
      out.writeByte(END);
      out.flush();
      return new SavedFile(name, bytes + 1, Sha256.hex(digest.getMessageDigest()));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /**
   * Hands over every record of a file.
   *
   * @param topic that the records are said to be of
   * @throws IOException also when the file is cut off
   */
  static void read(
      InputStream file, String topic, Consumer<ConsumerRecord<byte[], byte[]>> receiver)
      throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(file, BUFFER));
    while (in.readByte() == RECORD) {
      int partition = in.readInt();
      long offset = in.readLong();
      long timestamp = in.readLong();
      byte[] key = part(in);
      byte[] value = part(in);
      receiver.accept(
          new ConsumerRecord<>(
              topic,
              partition,
              offset,
              timestamp,
              TimestampType.CREATE_TIME,
              key == null ? NONE : key.length,
              value == null ? NONE : value.length,
              key,
              value,
              headers(in),
              Optional.empty()));
    }
  }

  private static Headers headers(DataInputStream in) throws IOException {
    Headers headers = new RecordHeaders();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      byte[] name = part(in);
      if (name == null) {
        throw new IOException("a header has no name");
      }
      headers.add(new String(name, StandardCharsets.UTF_8), part(in));
    }
    return headers;
  }

  private static byte[] part(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }
}
