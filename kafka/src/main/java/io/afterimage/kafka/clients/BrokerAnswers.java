package io.afterimage.kafka.clients;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** What brokers answer to an administrator, which Kafka gives as futures of checked exceptions. */
public final class BrokerAnswers {

  private BrokerAnswers() {}

  /**
   * Waits for an answer.
   *
   * @param about what was asked about, as a message says it
   * @throws KafkaException what the brokers, or the client, said against it
   * @throws InterruptException when the thread is interrupted
   */
  public static <T> T await(KafkaFuture<T> answer, String about) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known
          ? known
          : new KafkaException("the brokers could not be asked about " + about, e.getCause());
    }
  }
}
