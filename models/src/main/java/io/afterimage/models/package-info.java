/** What a model is: its manifest and its artefact. Neither Kafka nor an engine is known here. */
package io.afterimage.models;
