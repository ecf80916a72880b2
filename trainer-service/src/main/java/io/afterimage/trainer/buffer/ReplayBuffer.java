package io.afterimage.trainer.buffer;

import io.afterimage.trainer.consensus.LabelRule;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Labelled images by image id; what they show is kept in a spool. Never holds more than its limits
 * allow: what is too much goes from the largest class, the oldest label first, each split keeping
 * its share. Thread-safe; every method is atomic.
 */
public final class ReplayBuffer {

  private final BufferLimits limits;
  private final ImageSpool spool;
  private final LabelRule rule;
  private final Map<String, Example> byId = new HashMap<>();
  private final Map<String, ClassShelf> byLabel = new TreeMap<>();

  /** The splits of the examples of each named group, by id, the first one first. */
  private final Map<String, Map<String, Split>> byGroup = new HashMap<>();

  private long bytes;
  private long changes;
  private Optional<Consensus> agreed = Optional.empty();
  private long agreedAt;

  /** Empty, with its images on the heap. */
  public ReplayBuffer(BufferLimits limits) {
    this(limits, ImageSpool.HEAP);
  }

  /** Empty; of several labels for an image the newest counts. */
  public ReplayBuffer(BufferLimits limits, ImageSpool spool) {
    this(limits, spool, LabelRule.NEWEST);
  }

  /**
   * Empty.
   *
   * @param rule which label an image has for {@link #agreed}
   */
  public ReplayBuffer(BufferLimits limits, ImageSpool spool, LabelRule rule) {
    this.limits = limits;
    this.spool = spool;
    this.rule = rule;
  }

  /**
   * The split of an image that comes now: that of its group's first example, otherwise the one that
   * the example of the same id has; a group that is new is assigned by its hash, so that each class
   * has its share of every split.
   *
   * @param label of the image
   * @param group empty: the image stands for itself
   */
  public synchronized Split splitFor(String id, String label, Optional<String> group) {
    return group
        .flatMap(this::splitOfGroup)
        .or(() -> find(id).map(Example::split))
        .orElseGet(
            () ->
                Stratification.choose(
                    limits.split(),
                    group.orElse(id),
                    byLabel.containsKey(label) ? byLabel.get(label).groups() : Map.of()));
  }

  /** The split of a group's first example; empty where it has none. */
  public synchronized Optional<Split> splitOfGroup(String group) {
    return Optional.ofNullable(byGroup.get(group))
        .map(members -> members.values().iterator().next());
  }

  /** The example of that image id. */
  public synchronized Optional<Example> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * Adds an example, or replaces the one of the same id.
   *
   * @return the ids that had to go for it, in order; it may be among them
   */
  public synchronized List<String> put(Example given) {
    changes++;
    Example example = given.keptAs(spool.keep(given.image()));
    remove(example.id());
    byId.put(example.id(), example);
    shelf(example.label()).add(example);
    example
        .group()
        .ifPresent(
            group ->
                byGroup
                    .computeIfAbsent(group, name -> new LinkedHashMap<>())
                    .put(example.id(), example.split()));
    bytes += example.image().length();
    List<String> evicted = new ArrayList<>();
    while (shelf(example.label()).size() > limits.perClass()) {
      evict(shelf(example.label()), evicted);
    }
    while (byId.size() > limits.images()) {
      evict(largest(), evicted);
    }
    return evicted;
  }

  /** Removes the example of that image id, if there is one. */
  public synchronized void remove(String id) {
    changes++;
    Example gone = byId.remove(id);
    if (gone != null) {
      bytes -= gone.image().length();
      ClassShelf shelf = shelf(gone.label());
      shelf.remove(gone);
      if (shelf.size() == 0) {
        byLabel.remove(gone.label());
      }
      gone.group().ifPresent(group -> leave(group, gone.id()));
    }
  }

  /** Removes everything. */
  public synchronized void clear() {
    changes++;
    byId.clear();
    byLabel.clear();
    byGroup.clear();
    bytes = 0;
  }

  /** Another number than before whenever something may have changed. */
  public synchronized long changes() {
    return changes;
  }

  /** Everything that is held now, sorted by id. */
  public synchronized List<Example> snapshot() {
    return byId.values().stream().sorted(Comparator.comparing(Example::id)).toList();
  }

  /**
   * The same under the labels that count, without those that are held back. Found once for each
   * change: the sources' reliability takes a while.
   */
  public Consensus agreed() {
    List<Example> examples;
    long at;
    synchronized (this) {
      if (agreed.isPresent() && agreedAt == changes) {
        return agreed.get();
      }
      examples = snapshot();
      at = changes;
    }
    Consensus found = Consensus.of(examples, rule);
    synchronized (this) {
      agreed = Optional.of(found);
      agreedAt = at;
    }
    return found;
  }

  /** How many examples each class has, by label. */
  public synchronized Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    byLabel.forEach((label, shelf) -> sizes.put(label, shelf.size()));
    return sizes;
  }

  /** How many examples each class has in each split, by label. */
  public synchronized Map<String, Map<Split, Integer>> counts() {
    Map<String, Map<Split, Integer>> counts = new TreeMap<>();
    byLabel.forEach((label, shelf) -> counts.put(label, shelf.counts()));
    return counts;
  }

  /** The most examples that it takes. */
  public int limit() {
    return limits.images();
  }

  /** The ids of the examples that were labelled after that moment. */
  public synchronized List<String> labelledAfter(Instant moment) {
    return byId.values().stream()
        .filter(example -> example.labelledAt().isAfter(moment))
        .map(Example::id)
        .toList();
  }

  /** How many examples there are. */
  public synchronized int size() {
    return byId.size();
  }

  /** What the images take, wherever they are kept. */
  public synchronized long bytes() {
    return bytes;
  }

  private void leave(String group, String id) {
    Map<String, Split> members = byGroup.get(group);
    members.remove(id);
    if (members.isEmpty()) {
      byGroup.remove(group);
    }
  }

  private void evict(ClassShelf shelf, List<String> evicted) {
    String id = shelf.oldest(limits).orElseThrow().id();
    remove(id);
    evicted.add(id);
  }

  private ClassShelf largest() {
    return byLabel.values().stream().max(Comparator.comparingInt(ClassShelf::size)).orElseThrow();
  }

  private ClassShelf shelf(String label) {
    return byLabel.computeIfAbsent(label, name -> new ClassShelf());
  }
}
