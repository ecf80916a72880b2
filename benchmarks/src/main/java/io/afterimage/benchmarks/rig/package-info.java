/** What benchmarks stand on: a broker, instances, photos, load, and what comes out. */
package io.afterimage.benchmarks.rig;
