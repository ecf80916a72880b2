package io.afterimage.cli.publishing;

import io.afterimage.cli.terminal.Question;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.models.ClassNames;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model that lacks labels of the active version replaces it only where somebody has agreed: by an
 * option, or asked at the terminal. Asks once for the same labels. For one thread.
 */
public final class LabelChange {

  private final boolean agreed;
  private final Terminal terminal;
  private final Set<String> agreedTo = new HashSet<>();

  /**
   * A change to be agreed to.
   *
   * @param agreed whether everything is agreed to already, by the option {@code --replace-labels}
   */
  public LabelChange(boolean agreed, Terminal terminal) {
    this.agreed = agreed;
    this.terminal = terminal;
  }

  /**
   * Returns if no label vanishes, or if the user agrees to that.
   *
   * @throws CommandFailure naming the labels that would vanish
   */
  public void require(ModelRegistry registry, Collection<String> labels) {
    Optional<Announced> active = registry.active();
    Set<String> lost = new TreeSet<>();
    active.ifPresent(version -> lost.addAll(version.labels()));
    lost.removeAll(labels);
    if (agreed || agreedTo.containsAll(lost)) {
      return;
    }
    String loss =
        "the active version %s answers [%s], which this model does not know"
            .formatted(
                active.map(Announced::modelVersion).orElse("none"), ClassNames.inWords(lost));
    if (!Question.canBeAsked(terminal)) {
      throw new CommandFailure(
          loss + ": --replace-labels publishes it anyway; nothing was published");
    }
    if (!Question.isConfirmed(terminal, loss + ". Publish it anyway?")) {
      throw new CommandFailure("nothing was published");
    }
    agreedTo.addAll(lost);
  }
}
