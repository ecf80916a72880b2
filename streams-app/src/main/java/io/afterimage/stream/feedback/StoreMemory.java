package io.afterimage.stream.feedback;

import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The native memory that all stores of an instance share, however many partitions and segments it
 * has: {@value #TOTAL_BYTES} bytes for blocks, indices, filters and write buffers together, of
 * which write buffers take up to {@value #WRITE_BYTES}. Its owner closes it after the stream.
 */
public final class StoreMemory implements AutoCloseable {

  /** The property that carries the memory to {@link StoreSettings}. */
  static final String CONFIG = "afterimage.store.memory";

  private static final long TOTAL_BYTES = 64L * 1024 * 1024;
  private static final long WRITE_BYTES = 24L * 1024 * 1024;

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  /** Takes little at first; grows to the limit with what is stored. */
  public StoreMemory() {
    RocksDB.loadLibrary();
    cache = new LRUCache(TOTAL_BYTES);
    writeBuffers = new WriteBufferManager(WRITE_BYTES, cache);
  }

  /** What Kafka Streams has to be told for its stores to use this memory. */
  public Map<String, Object> properties() {
    return Map.of(
        CONFIG, this, StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreSettings.class);
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  /** A store that is still open keeps its share until it closes. */
  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }
}
