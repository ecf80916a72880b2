package io.afterimage.stream.feedback;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;

/** Gives each store its share of the {@link StoreMemory}; made by Kafka Streams, one a store. */
public final class StoreSettings implements RocksDBConfigSetter {

  /** Small, as each partition has several segments with a buffer each. */
  private static final long WRITE_BUFFER_BYTES = 2L * 1024 * 1024;

  private static final int WRITE_BUFFERS = 2;

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    if (!(configs.get(StoreMemory.CONFIG) instanceof StoreMemory memory)) {
      throw new ConfigException(
          StoreMemory.CONFIG, configs.get(StoreMemory.CONFIG), "must be a StoreMemory");
    }
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  /** The memory is its owner's to close. */
  @Override
  public void close(String storeName, Options options) {}
}
