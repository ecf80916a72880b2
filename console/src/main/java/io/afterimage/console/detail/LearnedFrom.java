package io.afterimage.console.detail;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.Lineage;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.LineageStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which versions were made with an image. Of each version's examples, hashes of 64 bits are kept,
 * for the newest versions until there are {@value #MOST} of them: one image in some billion would
 * be told wrong. Reads the store again when there is a version that it does not know. Thread-safe;
 * who asks while it reads waits.
 */
final class LearnedFrom {

  /** 16 MiB. */
  private static final int MOST = 2_000_000;

  private final LineageStore store;
  private final Supplier<ModelRegistry> registry;
  private Map<String, Map<String, long[]>> byModel = Map.of();
  private Set<String> asked = Set.of();

  LearnedFrom(LineageStore store, Supplier<ModelRegistry> registry) {
    this.store = store;
    this.registry = registry;
  }

  /**
   * A version that was made with an image.
   *
   * @param use {@code train}: its weights were fitted to the image; {@code validation} or {@code
   *     test}: it was measured by it
   */
  record Use(String version, String use) {}

  /**
   * The versions that were made with an image, the newest first.
   *
   * @throws StoreUnavailableException when that cannot be read
   */
  synchronized List<Use> of(String id) {
    List<VersionHistory> versions = registry.get().history();
    Set<String> digests = new HashSet<>();
    versions.forEach(version -> digests.add(version.announced().sha256()));
    if (!asked.containsAll(digests)) {
      byModel = read(digests);
      asked = digests;
    }
    long hash = hash(id);
    List<Use> uses = new ArrayList<>();
    for (VersionHistory version : versions) {
      byModel
          .getOrDefault(version.announced().sha256(), Map.of())
          .forEach(
              (use, hashes) -> {
                if (Arrays.binarySearch(hashes, hash) >= 0) {
                  uses.add(0, new Use(version.version(), use));
                }
              });
    }
    return uses;
  }

  private Map<String, Map<String, long[]>> read(Set<String> digests) {
    Map<String, Map<String, long[]>> found = new HashMap<>();
    long[] room = {MOST};
    store.read(
        (sha256, lineage) -> {
          if (digests.contains(sha256) && lineage.size() <= room[0]) {
            room[0] -= lineage.size();
            found.put(sha256, hashes(lineage));
          }
        });
    return found;
  }

  private static Map<String, long[]> hashes(Lineage lineage) {
    Map<String, long[]> byUse = new HashMap<>();
    lineage
        .examples()
        .forEach(
            (use, ids) ->
                byUse.put(use, ids.stream().mapToLong(LearnedFrom::hash).sorted().toArray()));
    return byUse;
  }

  /** FNV-1a over the characters. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
