import Configuration
import Crossbars
import Foundation
import Inference
import Records
import Testing

struct MappingTests {
  @Test func `an empty document is the default mapping`() throws {
    var mapping = try Mapping(ConfigurationDocument(text: "", source: "m.toml"))
    #expect(mapping.source == "m.toml")
    mapping.source = Mapping().source
    #expect(mapping == Mapping())
    #expect(mapping.tile.rows == 64 && mapping.tile.columns == 64)
    #expect(mapping.weights.bits == 8 && mapping.inputs.bits == 8)
    #expect(mapping.outputs.bits == nil && mapping.outputs.source == nil)
    #expect(mapping.outputs.range == .calibrated)
    #expect(mapping.weights.scale == .column && mapping.tile.groups == .shared)
    #expect(mapping.inputs.scale == .group && mapping.inputs.range == .outputs)
    let resolved = try mapping.resolved(for: LayerProblem.technology())
    #expect(resolved.outputs.reads == .difference)
  }

  @Test func `every key is read`() throws {
    let text = """
      [tile]
      rows = 128
      columns = 32
      groups = "own"
      [weights]
      bits = 6
      bits_per_cell = 2
      encoding = "offset"
      scale = "column"
      zero = "tile"
      reference = "unit"
      columns_per_reference = 7
      [inputs]
      bits = 7
      bits_per_stream = 1
      scale = "layer"
      range = "inputs"
      rows_per_read = 16
      [adc]
      bits = 10
      range = 2.5e-6
      reads = "column"
      source = "ideal"
      columns_per_converter = 8
      [calibration]
      gain = "layer"
      [layers]
      digital = ["fc", "conv1"]
      """
    let mapping = try Mapping(ConfigurationDocument(text: text, source: "m.toml"))
    #expect(mapping.tile.rows == 128 && mapping.tile.columns == 32)
    #expect(mapping.weights.bits == 6 && mapping.weights.bitsPerCell == 2)
    #expect(mapping.weights.encoding == .offset && mapping.weights.scale == .column)
    #expect(mapping.inputs.bits == 7 && mapping.inputs.bitsPerStream == 1)
    #expect(mapping.outputs.bits == 10 && mapping.outputs.range == .amperes(2.5e-6))
    #expect(mapping.outputs.reads == .column && mapping.gain == .layer)
    #expect(mapping.outputs.source == .ideal)
    #expect(mapping.digitalLayers == ["fc", "conv1"])
    #expect(mapping.sliceCount == 3)
    #expect(mapping.tile.groups == .own && mapping.outputs.columnsPerConverter == 8)
    #expect(mapping.weights.zero == .tile && mapping.weights.reference == .unit)
    #expect(mapping.weights.columnsPerReference == 7)
    #expect(mapping.inputs.scale == .layer && mapping.inputs.range == .inputs)
    #expect(mapping.inputs.rowsPerRead == 16)
  }

  @Test(arguments: [
    ("[tile]\nrows = 0", "line 2, key tile.rows"),
    ("[tile]\nrow = 64", "line 2, key tile.row"),
    ("[weights]\nbits = 17", "line 2, key weights.bits"),
    ("[weights]\nbits = 0", "line 2, key weights.bits"),
    ("[weights]\nencoding = \"unit\"", "line 2, key weights.encoding"),
    ("[inputs]\nbits = 8.5", "line 2, key inputs.bits"),
    ("[adc]\nrange = \"max\"", "line 2, key adc.range"),
    ("[adc]\nrange = -1", "line 2, key adc.range"),
    ("[adc]\nrange = 1e300", "line 2, key adc.range"),
    ("[adc]\nrange = nan", "line 2, key adc.range"),
    ("[adc]\nrange = []", "line 2, key adc.range"),
    ("[adc]\nsource = \"circuit\"", "line 2, key adc.source"),
    ("[adc]\nbits = -1", "line 2, key adc.bits"),
    (
      "[weights]\nencoding = \"offset\"\nreference = \"unit\"\n[adc]\nreads = \"difference\"",
      "line 5, key adc.reads"
    ),
    ("[weights]\nreference = \"dummy\"", "line 2, key weights.reference"),
    ("[weights]\nzero = \"column\"", "line 2, key weights.zero"),
    (
      "[weights]\nencoding = \"offset\"\nzero = \"column\"\nreference = \"dummy\"",
      "line 4, key weights.reference"
    ),
    (
      "[weights]\nencoding = \"offset\"\nzero = \"tile\"\nreference = \"digital\"",
      "line 4, key weights.reference"
    ),
    ("[tile]\ncolumns = 1\n[weights]\nencoding = \"offset\"", "line 2, key tile.columns"),
    ("[weights]\ncolumns_per_reference = 4", "line 2, key weights.columns_per_reference"),
    (
      "[weights]\nencoding = \"offset\"\nreference = \"digital\"\ncolumns_per_reference = 4",
      "line 4, key weights.columns_per_reference"
    ),
    ("[adc]\nrange = \"maximum\"\nscale = \"column\"", "line 3, key adc.scale"),
    ("[adc]\nrange = 1e-6\nscale = \"column\"", "line 3, key adc.scale"),
    ("[adc]\nbits = 0\nrange = \"maximum\"", "line 3, key adc.range"),
    ("[tile]\ngroups = \"all\"", "line 2, key tile.groups"),
    ("[inputs]\nrows_per_read = 0", "line 2, key inputs.rows_per_read"),
    ("[adc]\ncolumns_per_converter = 0", "line 2, key adc.columns_per_converter"),
    ("technology = \"t.toml\"", "line 1, key technology"),
    ("[[layer]]\ndigital = true", "key layer[0].match"),
    ("[[layer]]\nmatch = \"a\"\ndigital = 1", "line 3, key layer[0].digital"),
    ("[[layer]]\nmatch = \"a\"\nbits = 3", "line 3, key layer[0].bits"),
    (
      "[[layer]]\nmatch = \"a\"\ndigital = true\n[layer.tile]\nrows = 32",
      "line 3, key layer[0].digital"
    ),
    ("[[layer]]\nmatch = \"a\"\n[layer.adc]\nbit = 3", "line 4, key layer[0].adc.bit"),
    ("[[layer]]\nmatch = \"a\"\n[layer.weights]\nzero = \"tile\"", "key layer[0].match"),
    ("[layers]\ndigital = \"fc\"", "line 2, key layers.digital"),
    ("[layer]\ndigital = []", "table layer"),
  ])
  func `a value that is not accepted is refused with its line`(text: String, place: String) throws {
    let document = try ConfigurationDocument(text: text, source: "m.toml")
    do {
      _ = try Mapping(document)
      Issue.record("accepted: \(text)")
    } catch let error as InputError {
      #expect("\(error)".contains("m.toml"))
      #expect("\(error)".contains(place))
    }
  }

  @Test func `the mapping of older figures has the defaults of then`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../netlists/mappings/layer-scale.toml").standardizedFileURL
    let mapping = try Mapping(contentsOf: file)
    #expect(mapping.weights.scale == .layer && mapping.tile.groups == .own)
    #expect(mapping.inputs.scale == .layer && mapping.inputs.range == .inputs)
    let resolved = try mapping.resolved(for: LayerProblem.technology())
    #expect(resolved.outputs.reads == .column && resolved.outputs.resolution == 8)
    #expect(resolved.gain == Mapping.GainCorrection.none && resolved.layerRules.isEmpty)
  }

  @Test func `a layer has the keys of all rules that match it, in order`() throws {
    let text = """
      [weights]
      bits = 6
      [layers]
      digital = ["head.*"]
      [[layer]]
      match = "block?.conv*"
      [layer.tile]
      rows = 128
      [layer.adc]
      bits = 10
      [[layer]]
      match = "block2.conv1"
      technology = "other.toml"
      [layer.weights]
      encoding = "offset"
      [layer.adc]
      bits = 9
      [[layer]]
      match = "head.last"
      digital = false
      """
    let mapping = try Mapping(ConfigurationDocument(text: text, source: "maps/m.toml"))
    let first = mapping.mapping(ofLayer: "block1.conv7")
    #expect(first.tile.rows == 128 && first.outputs.bits == 10 && first.weights.bits == 6)
    #expect(first.weights.encoding == .differential && first.technology == nil)
    let second = mapping.mapping(ofLayer: "block2.conv1")
    #expect(second.tile.rows == 128 && second.outputs.bits == 9)
    #expect(second.weights.encoding == .offset && second.reference == .dummy)
    #expect(
      mapping.technologyFile(ofLayer: "block2.conv1")?.path.hasSuffix("/maps/other.toml") == true)
    let other = mapping.mapping(ofLayer: "stem")
    #expect(other.tile.rows == 64 && other.outputs.bits == nil && other.weights.bits == 6)
    #expect(mapping.isDigital(layer: "head.first") && !mapping.isDigital(layer: "head.last"))
    #expect(!mapping.isDigital(layer: "stem"))
  }

  @Test(arguments: [
    ("conv1", "conv1", true), ("conv1", "conv", false), ("conv1", "conv*", true),
    ("conv1", "*1", true), ("conv1", "*2", false), ("conv1", "c?nv?", true),
    ("conv1", "conv1?", false), ("a*b", "a*b", true), ("axxbxb", "a*b", true),
    ("axxbxc", "a*b", false), ("", "*", true), ("abcabd", "*ab*d", true), ("[1]", "[1]", true),
    ("1", "[1]", false),
  ])
  func `patterns match as they should`(name: String, pattern: String, matches: Bool) {
    #expect(LayerRule.matches(name, pattern: pattern) == matches)
  }

  @Test func `a cell with too few states is refused`() throws {
    let problem = LayerProblem(inputs: 4, outputs: 4)
    #expect(throws: InputError.self) {
      try problem.layer(Mapping(), technology: LayerProblem.technology(levels: 4))
    }
    var mapping = Mapping()
    mapping.weights.bitsPerCell = 2
    _ = try problem.layer(mapping, technology: LayerProblem.technology(levels: 4))
  }

  @Test func `a cell whose states are all alike is refused`() {
    var technology = LayerProblem.technology()
    technology.cell.offResistance = technology.cell.onResistance
    #expect(throws: InputError.self) {
      try LayerProblem(inputs: 4, outputs: 4).layer(Mapping(), technology: technology)
    }
  }

  @Test func `states of the technology that fit a slice bring no error`() throws {
    let problem = LayerProblem(inputs: 40, outputs: 8)
    // 15 = 3 · 5: every state of a two-bit slice is one of sixteen.
    let layer = try problem.layer(
      .exact(bitsPerCell: 2), technology: LayerProblem.technology(levels: 16))
    let found = try problem.outputs(layer)[0]
    for (found, wanted) in zip(found, problem.integerProduct(layer)[0]) {
      // Single-precision sums of 40 products.
      #expect((Double(found) - wanted).magnitude <= 1e-3)
    }
  }
}
