package io.afterimage.cli.command;

import io.afterimage.cli.letters.FoundLetters;
import io.afterimage.cli.letters.LetterJson;
import io.afterimage.cli.letters.LetterLines;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.client.refused.RecordContent;
import io.afterimage.schemas.events.ImagePointer;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one dead letter. */
@Command(
    name = "show",
    description = {
      "Show one dead letter: why it was refused, what to do, its headers and its first bytes.",
      "Whether it was sent again is said as well, by whom and why."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage dead-letters show dead-letters-0-42",
      "  afterimage dead-letters show 0-42 --json | jq .content.headers"
    })
final class DeadLettersShowCommand implements Runnable {

  private final CommandContext context;

  @Parameters(
      paramLabel = "PLACE",
      converter = LetterPlace.class,
      description = "Where it lies, as the list says: TOPIC-PARTITION-OFFSET, or without TOPIC-.")
  private ImagePointer place;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--json", description = "As one JSON line, with headers and first bytes.")
  private boolean json;

  DeadLettersShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    KafkaTarget target = kafka.target(context.environment());
    String topic = target.topics().deadLetters();
    ImagePointer at = LetterPlace.in(topic, List.of(place)).iterator().next();
    target.requireTopics(topic);
    Terminal terminal = context.terminal();
    LetterReader reader = new LetterReader(target.clients(), LetterListing.LIMIT);
    RecordContent content =
        reader.at(at).map(RecordContent::of).orElseThrow(() -> nothingAt(at, topic));
    Shown shown =
        FoundLetters.read(reader, topic, LetterSelection.at(Set.of(at)), terminal)
            .newest(false, 1)
            .stream()
            .findFirst()
            .orElseThrow(() -> nothingAt(at, topic));
    if (json) {
      terminal.print(LetterJson.line(new LetterJson.WithContent(LetterJson.of(shown), content)));
      return;
    }
    LetterLines.page(shown, content).forEach(terminal::print);
    terminal.say(
        "'afterimage dead-letters save DIR %s' saves its bytes, 'afterimage dead-letters send-again %s --why TEXT' sends it again"
            .formatted(at, at));
  }

  private static CommandFailure nothingAt(ImagePointer at, String topic) {
    return new CommandFailure(
        "no dead letter lies at %s, or no longer: 'afterimage dead-letters' lists those of %s"
            .formatted(at, topic));
  }
}
