package io.afterimage.console.label;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Hands out images to be labelled, each to one desk at a time. First what the trainer asks for: the
 * highest scores, and among them the audits, the oldest first, so that none of the draw is left
 * out. Then images on which people disagree. Then the newest images, drawn at random: the trainer
 * takes labels that nobody asked for as evidence of how often answers are right, and chosen ones
 * would make that figure wrong.
 *
 * <p>Consoles know nothing of each other. Each has an order of its own among requests of about the
 * same score, and among the newest images, so that two of them rarely hand out the same one; once
 * it is labelled anywhere, it is handed out nowhere. Thread-safe.
 */
final class LabelQueue {

  /** How long an image stays with a desk that gives no sign. */
  static final Duration LEASE = Duration.ofMinutes(5);

  /** How long somebody is not asked again for what they skipped. */
  static final Duration SKIPPED = Duration.ofHours(8);

  private static final Duration REQUESTS_LAST = Duration.ofDays(7);

  private static final int MOST_REQUESTS = 20_000;
  private static final int MOST_RECENT = 2_000;

  /** Of so many requests, one is an audit, as long as there are others. */
  private static final int AUDIT_EVERY = 4;

  /** Scores that differ by less count as the same. */
  private static final double BAND = 0.1;

  private final ImageLabels labels;
  private final Examples examples;
  private final InstantSource clock;
  private final long seed;
  private final Leases leases;
  private boolean knowsLabels;
  private final LinkedHashMap<String, Asked> requests = new LinkedHashMap<>();
  private final LinkedHashMap<String, Card> recent = new LinkedHashMap<>();

  /** What was handed out, for as long as it is in hand. */
  private final Map<String, Card> inHand = new LinkedHashMap<>();

  /** What is kept of a request: its scores may be those of a thousand classes. */
  private record Asked(Card card, double score, boolean open) {

    static Asked of(LabelRequest request) {
      return new Asked(Card.of(request), request.score(), request.open());
    }

    String id() {
      return card.image().imageId();
    }
  }

  /**
   * Without images yet.
   *
   * @param seed this console's own
   */
  LabelQueue(ImageLabels labels, Examples examples, InstantSource clock, long seed) {
    this.labels = labels;
    this.examples = examples;
    this.clock = clock;
    this.seed = seed;
    this.leases = new Leases(LEASE, clock);
  }

  /** What was said before this process began is known: without it, nothing is handed out. */
  synchronized void labelsAreRead() {
    knowsLabels = true;
  }

  /** Whether it is known what was said of images. */
  synchronized boolean knowsLabels() {
    return knowsLabels;
  }

  /** The newest state of a request. */
  synchronized void take(LabelRequest request) {
    requests.remove(request.imageId());
    requests.put(request.imageId(), Asked.of(request));
    if (requests.size() > MOST_REQUESTS) {
      requests.remove(requests.keySet().iterator().next());
    }
  }

  /** An image was answered. */
  synchronized void take(Prediction prediction) {
    recent.remove(prediction.imageId());
    recent.put(prediction.imageId(), Card.of(prediction, Card.RECENT));
    if (recent.size() > MOST_RECENT) {
      recent.remove(recent.keySet().iterator().next());
    }
  }

  /**
   * What a desk gets.
   *
   * @param cards the images that it has in hand, in the order in which they are to be looked at,
   *     which stays
   * @param answered images that it had in hand and that others answered meanwhile
   */
  record Hand(List<Card> cards, List<Said> answered) {}

  /** What a desk has in hand, with more up to that many; nothing before labels are known. */
  synchronized Hand hand(Desk desk, int count) {
    if (!knowsLabels) {
      return new Hand(List.of(), List.of());
    }
    inHand.keySet().retainAll(leases.all());
    List<Card> cards = new ArrayList<>();
    List<Said> answered = new ArrayList<>();
    for (String id : leases.of(desk)) {
      Card card = inHand.get(id);
      if (card != null && isWanted(id, card.why(), desk.person())) {
        cards.add(card);
      } else {
        done(id);
        labels.find(id).filter(Said::isAnswered).ifPresent(answered::add);
      }
    }
    if (cards.size() < count) {
      Set<String> taken = new HashSet<>(leases.all());
      taken.addAll(leases.skippedBy(desk.person()));
      wanted(desk.person()).stream()
          .filter(card -> !taken.contains(card.image().imageId()))
          .limit(count - cards.size())
          .forEach(cards::add);
    }
    cards.forEach(card -> keep(card, desk));
    return new Hand(cards, answered);
  }

  /** The desk is done with an image. */
  synchronized void done(String imageId) {
    leases.end(imageId);
    inHand.remove(imageId);
  }

  /** Its person is not asked for the image for some hours; others are. */
  synchronized void skip(String imageId, Desk desk) {
    leases.skip(imageId, desk, SKIPPED);
    inHand.remove(imageId);
  }

  /** Its person wants the image after all, and gets it unless somebody else has it in hand. */
  synchronized void takeBack(String imageId, Desk desk) {
    leases.unskip(imageId, desk);
    Optional<Card> card = known(imageId);
    if (card.isPresent() && !leases.all().contains(imageId)) {
      keep(card.get(), desk);
    }
  }

  /**
   * How many images wait for a label, by reason; the newest images only where nothing else does.
   * None before labels are known.
   */
  synchronized Map<String, Integer> open(String person) {
    Map<String, Integer> counts = new TreeMap<>();
    if (!knowsLabels) {
      return counts;
    }
    wanted(person).forEach(card -> counts.merge(card.why(), 1, Integer::sum));
    return counts;
  }

  private void keep(Card card, Desk desk) {
    leases.give(card.image().imageId(), desk);
    inHand.put(card.image().imageId(), card);
  }

  /** Everything that a person can be asked, in the order in which it is asked. */
  private List<Card> wanted(String person) {
    List<Card> wanted = new ArrayList<>(asked());
    labels.disputed().stream()
        .map(said -> Card.of(said, Card.DISAGREEMENT, known(said.image().imageId())))
        .filter(card -> isWanted(card.image().imageId(), card.why(), person))
        .forEach(wanted::add);
    Set<String> before = new HashSet<>();
    wanted.forEach(card -> before.add(card.image().imageId()));
    recent.values().stream()
        .filter(card -> !before.contains(card.image().imageId()))
        .filter(card -> isWanted(card.image().imageId(), Card.RECENT, person))
        .sorted(Comparator.comparingLong(card -> place(card.image().imageId())))
        .forEach(wanted::add);
    return wanted;
  }

  /** What the trainer asks for. */
  private List<Card> asked() {
    requests
        .values()
        .removeIf(request -> request.card().at().isBefore(clock.instant().minus(REQUESTS_LAST)));
    List<Card> audits = new ArrayList<>();
    List<Asked> others = new ArrayList<>();
    for (Asked request : requests.values()) {
      if (request.open() && !isAnswered(request.id())) {
        if (request.card().why().equals(LabelRequest.AUDIT)) {
          audits.add(request.card());
        } else {
          others.add(request);
        }
      }
    }
    audits.sort(Comparator.comparing(Card::at));
    others.sort(
        Comparator.<Asked>comparingLong(request -> -Math.round(request.score() / BAND))
            .thenComparingLong(request -> place(request.id())));
    List<Card> cards = new ArrayList<>();
    int next = 0;
    for (Asked request : others) {
      if (next < audits.size() && cards.size() % AUDIT_EVERY == AUDIT_EVERY - 1) {
        cards.add(audits.get(next++));
      }
      cards.add(request.card());
    }
    cards.addAll(audits.subList(next, audits.size()));
    return cards;
  }

  private boolean isWanted(String imageId, String why, String person) {
    if (!why.equals(Card.DISAGREEMENT)) {
      return !isAnswered(imageId);
    }
    return labels
        .find(imageId)
        .filter(Said::isDisputed)
        .filter(said -> !said.votes().containsKey(person))
        .isPresent();
  }

  private boolean isAnswered(String imageId) {
    return labels
        .find(imageId)
        .map(Said::isAnswered)
        .orElseGet(() -> examples.find(imageId).isPresent());
  }

  /** What is known of an image besides its labels. */
  private Optional<Card> known(String imageId) {
    return Optional.ofNullable(recent.get(imageId))
        .or(() -> Optional.ofNullable(requests.get(imageId)).map(Asked::card))
        .or(() -> examples.find(imageId).map(LabelQueue::ofExample));
  }

  /** The card of any image that was labelled or seen lately, whatever it is asked for. */
  synchronized Optional<Card> find(String imageId) {
    return known(imageId);
  }

  private static Card ofExample(LabelledExample example) {
    return new Card(
        new ImageRef(example.imageId(), Optional.of(example.picture()), example.sha256()),
        Card.RECENT,
        Optional.of(
            new Card.Guess(
                example.modelVersion(),
                example.predictedLabel(),
                example.confidence(),
                List.of(new Card.Score(example.predictedLabel(), example.confidence())),
                Optional.empty())),
        List.of(),
        Optional.empty(),
        example.labelledAt());
  }

  /** Where an image stands in this console's own order: a hash with the seed (splitmix64's mix). */
  private long place(String imageId) {
    long mixed = imageId.hashCode() * 0x9E3779B97F4A7C15L + seed;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
