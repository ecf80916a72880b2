/**
 * The demonstration: a broker, a model trained on the spot, images flowing, a second model swapped
 * in meanwhile, and the proof that every image was answered once.
 */
package io.afterimage.cli.demo;
