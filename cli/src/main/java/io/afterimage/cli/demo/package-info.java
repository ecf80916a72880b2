/**
 * The demonstration: a broker, a model trained on the spot, pictures flowing, a second model
 * swapped in meanwhile, and the proof that every picture was answered once.
 */
package io.afterimage.cli.demo;
