import Configuration
import Crossbars
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
  }

  @Test func `every key is read`() throws {
    let text = """
      [tile]
      rows = 128
      columns = 32
      [weights]
      bits = 6
      bits_per_cell = 2
      encoding = "offset"
      scale = "column"
      [inputs]
      bits = 7
      bits_per_stream = 1
      [adc]
      bits = 10
      range = 2.5e-6
      reads = "column"
      source = "ideal"
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
  }

  @Test(arguments: [
    ("[tile]\nrows = 0", "line 2, key tile.rows"),
    ("[tile]\nrow = 64", "line 2, key tile.row"),
    ("[weights]\nbits = 17", "line 2, key weights.bits"),
    ("[weights]\nbits = 1", "line 2, key weights.bits"),
    ("[weights]\nencoding = \"unit\"", "line 2, key weights.encoding"),
    ("[inputs]\nbits = 8.5", "line 2, key inputs.bits"),
    ("[adc]\nrange = \"max\"", "line 2, key adc.range"),
    ("[adc]\nrange = -1", "line 2, key adc.range"),
    ("[adc]\nrange = 1e300", "line 2, key adc.range"),
    ("[adc]\nrange = nan", "line 2, key adc.range"),
    ("[adc]\nrange = []", "line 2, key adc.range"),
    ("[adc]\nsource = \"circuit\"", "line 2, key adc.source"),
    ("[adc]\nbits = -1", "line 2, key adc.bits"),
    ("[weights]\nencoding = \"offset\"\n[adc]\nreads = \"difference\"", "line 4, key adc.reads"),
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
