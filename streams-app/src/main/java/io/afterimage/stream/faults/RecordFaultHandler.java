package io.afterimage.stream.faults;

import io.afterimage.schemas.events.ImagePointer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells failures that one record caused from those of the instance, its broker or its topics. Every
 * failure ends the stream thread, because a producer that refused one record of a transaction
 * cannot commit the others; but a record that is to blame goes to {@link FaultyRecords} first. Made
 * by Kafka Streams, one for each kind of failure; thread-safe.
 */
public final class RecordFaultHandler
    implements ProductionExceptionHandler,
        ProcessingExceptionHandler,
        DeserializationExceptionHandler {

  /** The property that carries the {@link FaultyRecords}. */
  public static final String CONFIG = "afterimage.faulty.records";

  private static final Logger log = LoggerFactory.getLogger(RecordFaultHandler.class);

  private FaultyRecords faults;

  @Override
  public void configure(Map<String, ?> configs) {
    if (configs.get(CONFIG) instanceof FaultyRecords configured) {
      faults = configured;
    } else {
      throw new ConfigException(CONFIG, configs.get(CONFIG), "must be a FaultyRecords");
    }
  }

  /**
   * What a broker, or the producer, does not take. It says so later, when the context is another
   * record's.
   */
  @Override
  public ProductionExceptionHandler.Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (isNeighbour(exception)) {
      return ProductionExceptionHandler.Response.resume();
    }
    if (exception instanceof RecordTooLargeException) {
      faults.limits().refused(record.topic(), record.key(), record.value(), record.headers());
    }
    if (exception instanceof RecordTooLargeException
        || exception instanceof RecordBatchTooLargeException
        || exception instanceof InvalidTimestampException
        || exception instanceof InvalidRecordException) {
      String what = "the topic %s does not take its answer".formatted(record.topic());
      faults.origin(record).ifPresent(origin -> blame(origin, context, what, exception));
    }
    return ProductionExceptionHandler.Response.fail();
  }

  /** What cannot be written as bytes. */
  @Override
  public ProductionExceptionHandler.Response handleSerializationError(
      ErrorHandlerContext context,
      @SuppressWarnings("rawtypes") ProducerRecord record,
      Exception exception,
      SerializationExceptionOrigin origin) {
    blame(context, "its answer cannot be written", exception);
    return ProductionExceptionHandler.Response.fail();
  }

  /** What a processor throws; Kafka's own exceptions come from a store or a producer. */
  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (!(exception instanceof KafkaException || exception instanceof InterruptException)
        && !(exception instanceof InstanceFault)) {
      blame(context, "processing it fails", exception);
    }
    return ProcessingExceptionHandler.Response.fail();
  }

  /** What cannot be read, which sources of bytes never meet. */
  @Override
  public DeserializationExceptionHandler.Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    blame(context, "it cannot be read", exception);
    return DeserializationExceptionHandler.Response.fail();
  }

  private void blame(ErrorHandlerContext context, String what, Exception exception) {
    if (context.topic() == null) {
      return;
    }
    ImagePointer record = new ImagePointer(context.topic(), context.partition(), context.offset());
    blame(record, context, what, exception);
  }

  private void blame(
      ImagePointer record, ErrorHandlerContext context, String what, Exception exception) {
    String why = "%s: %s".formatted(what, exception);
    if (faults.blame(record, why)) {
      log.atWarn()
          .addKeyValue("record", record)
          .addKeyValue("node", context.processorNodeId())
          .addKeyValue("fault", why)
          .log("record fails its stream thread; it becomes a dead letter");
    }
  }

  /** A record that was refused only because it came in one batch with the one to blame. */
  private static boolean isNeighbour(Exception exception) {
    return exception.getClass() == KafkaException.class
        && exception.getMessage() != null
        && exception
            .getMessage()
            .startsWith("Failed to append record because it was part of a batch");
  }
}
