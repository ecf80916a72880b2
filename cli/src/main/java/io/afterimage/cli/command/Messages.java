package io.afterimage.cli.command;

import io.afterimage.broker.BrokerStartException;
import io.afterimage.client.CommandFailure;
import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.DeviceUnavailableException;
import io.afterimage.networks.weights.MalformedWeightsException;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.training.dataset.DatasetException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.ApiException;

/** What a failure says to the person at the terminal. */
final class Messages {

  /** Their messages say what was wrong and what to do. */
  private static final List<Class<? extends Exception>> FOR_PEOPLE =
      List.of(
          CommandFailure.class,
          InvalidConfigurationException.class,
          BrokerStartException.class,
          StartException.class,
          DatasetException.class,
          ModelChangeRefusedException.class,
          StoreUnavailableException.class,
          PublisherFencedException.class,
          CorruptArtifactException.class,
          MalformedWeightsException.class,
          DeviceUnavailableException.class,
          ApiException.class,
          IllegalArgumentException.class,
          CancellationException.class);

  private Messages() {}

  /** One message, with the causes' where they say more. */
  static String of(Throwable thrown) {
    Throwable told = unwrapped(thrown);
    if (told instanceof CancellationException) {
      return "cancelled";
    }
    if (told.getMessage() == null) {
      return told.getClass().getName();
    }
    return isMeantForPeople(told) || told.getMessage().contains(" ")
        ? told.getMessage()
        : told.getClass().getSimpleName() + ": " + told.getMessage();
  }

  static boolean isMeantForPeople(Throwable thrown) {
    Throwable told = unwrapped(thrown);
    return FOR_PEOPLE.stream().anyMatch(type -> type.isInstance(told));
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean wraps = thrown instanceof CompletionException || thrown instanceof LinkageError;
    return wraps && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
  }
}
