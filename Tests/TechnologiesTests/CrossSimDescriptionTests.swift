import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Technologies
import TestSupport
import Testing

/// Parameters of CrossSim, against its own formulas.
struct CrossSimDescriptionTests {
  /// Every parameter that CrossSim writes, with values of which some are replaced.
  private static func parameters(_ changes: [String: Any] = [:]) throws -> Data {
    let matched: [String: Any] = [
      "clipping": false, "min": -1.0, "max": 1.0, "percentile": NSNull(),
    ]
    let adc: [String: Any] = [
      "model": "QuantizerADC", "bits": 9, "signed": true, "stochastic_rounding": false,
      "adc_per_ibit": false, "calibrated_range": [-5.0, 5.0], "adc_range_option": 1,
    ]
    let dac: [String: Any] = [
      "model": "QuantizerDAC", "bits": 7, "input_bitslicing": false, "signed": true,
      "slice_size": 1,
    ]
    func error() -> [String: Any] { ["enable": false, "model": "IdealDevice", "magnitude": 0] }
    var all: [String: Any] = [
      "core": [
        "style": 1, "rows_max": 48, "cols_max": 40, "weight_bits": 6, "complex_matrix": false,
        "complex_input": false, "output_dtype": 1,
        "balanced": [
          "style": 1, "interleaved_posneg": false, "subtract_current_in_xbar": true,
        ],
        "bit_sliced": ["style": 1, "num_slices": 2], "offset": ["style": 1],
        "mapping": [
          "weights": [
            "clipping": true, "min": NSNull(), "max": NSNull(), "percentile": 1.0,
            "row_partition_priority": [Int](), "col_partition_priority": [Int](),
            "row_partition_strategy": 2, "col_partition_strategy": 1,
          ],
          "inputs": ["_match": true, "mvm": matched, "vmm": matched],
        ],
      ],
      "simulation": ["useGPU": false, "relaxation_gamma": 0.9],
      "xbar": [
        "device": [
          "cell_bits": 5, "Rmin": 2000.0, "Rmax": 80000.0, "Vread": 0.2, "time": 0,
          "infinite_on_off_ratio": false, "clip_conductance": false, "read_noise": error(),
          "programming_error": error(), "drift_error": error(), "nonlinear_IV": error(),
        ],
        "array": [
          "Icol_max": 0,
          "parasitics": [
            "enable": false, "Rp_row": 0.0, "Rp_col": 0.0, "Rp_row_terminal": 0.0,
            "Rp_col_terminal": 0.0, "current_from_input": true, "selected_rows": "top",
          ],
        ],
        "adc": ["_match": true, "mvm": adc, "vmm": adc],
        "dac": ["_match": true, "mvm": dac, "vmm": dac],
      ],
    ]
    for (path, value) in changes {
      all = set(value, at: path.split(separator: ".").map(String.init)[...], in: all)
    }
    return try JSONSerialization.data(withJSONObject: all)
  }

  private static func set(
    _ value: Any, at path: ArraySlice<String>, in table: [String: Any]
  ) -> [String: Any] {
    var table = table
    guard let key = path.first else { return table }
    table[key] =
      path.count == 1
      ? value : set(value, at: path.dropFirst(), in: table[key] as? [String: Any] ?? [:])
    return table
  }

  private static func translation(_ changes: [String: Any] = [:]) throws -> Translation {
    try CrossSimDescription(parameters(changes), source: "p.json", name: "imported").translation
  }

  private static func technology(_ changes: [String: Any] = [:]) throws -> Technology {
    try Technology(
      ConfigurationDocument(text: translation(changes).technology, source: "t.toml"))
  }

  private static func errors(_ kind: String, _ model: String, _ magnitude: Double = 0)
    -> [String: Any]
  {
    [
      "xbar.device.\(kind).enable": true, "xbar.device.\(kind).model": model,
      "xbar.device.\(kind).magnitude": magnitude,
    ]
  }

  /// CrossSim's array with the source on the input's line: every cell has its row's voltage less what
  /// the segments before and behind it take, each with its own sum of currents.
  private static func columnCurrents(
    _ conductances: [[Double]], _ voltages: [Double],
    row: Double, column: Double, rowTerminal: Double, columnTerminal: Double
  ) -> [Double] {
    let (rows, columns) = (conductances.count, conductances[0].count)
    var currents = conductances.indices.map { i in conductances[i].map { $0 * voltages[i] } }
    // Each sweep takes at least nine tenths of what is wrong here.
    for _ in 0..<40 {
      var next = currents
      for i in 0..<rows {
        for j in 0..<columns {
          var drop = 0.0
          for k in 0...j {
            let behind = (k..<columns).reduce(0.0) { $0 + currents[i][$1] }
            drop += (row + (k == 0 ? rowTerminal : 0)) * behind
          }
          for k in i..<rows {
            let before = (0...k).reduce(0.0) { $0 + currents[$1][j] }
            drop += (column + (k == rows - 1 ? columnTerminal : 0)) * before
          }
          next[i][j] = conductances[i][j] * (voltages[i] - drop)
        }
      }
      currents = next
    }
    return (0..<columns).map { j in currents.reduce(0) { $0 + $1[j] } }
  }

  private static let conductances = [
    [5e-4, 1.25e-5, 2e-4], [3e-4, 4e-4, 1.25e-5], [1.25e-5, 1e-4, 5e-4], [2.5e-4, 2e-4, 1e-4],
  ]

  @Test(arguments: [
    (row: 0.0, column: 0.0, rowTerminal: 0.0, columnTerminal: 0.0),
    (row: 3.0, column: 5.0, rowTerminal: 0.0, columnTerminal: 0.0),
    (row: 2.0, column: 1.0, rowTerminal: 20.0, columnTerminal: 30.0),
  ])
  func `column currents are those of CrossSim's array`(
    _ wires: (row: Double, column: Double, rowTerminal: Double, columnTerminal: Double)
  ) throws {
    let technology = try Self.technology([
      "xbar.array.parasitics.enable": true, "xbar.array.parasitics.Rp_row": wires.row,
      "xbar.array.parasitics.Rp_col": wires.column,
      "xbar.array.parasitics.Rp_row_terminal": wires.rowTerminal,
      "xbar.array.parasitics.Rp_col_terminal": wires.columnTerminal,
    ])
    let inputs = [1.0, 0.3, 0.7, 0.5].map { $0 * technology.read.voltage }
    let found = try NodalSolver().program(
      Crossbar(technology: technology, conductances: Matrix(Self.conductances))
    ).read(Matrix([inputs]))
    let wanted = Self.columnCurrents(
      Self.conductances, inputs, row: wires.row, column: wires.column,
      rowTerminal: wires.rowTerminal, columnTerminal: wires.columnTerminal)
    for (column, current) in wanted.enumerated() {
      // Forty sweeps leave less than 1e-12 of a current.
      #expect(
        Tolerance(relative: 1e-10).admits(found[0, column], reference: current),
        "\(found[0, column]) and \(current)")
    }
  }

  @Test func `the cubic device has its published current`() throws {
    let technology = try Self.technology(
      Self.errors("nonlinear_IV", "CubicDevice").merging(["xbar.device.Vread": 0.8]) { $1 })
    let found = try NodalSolver().program(
      Crossbar(technology: technology, conductances: Matrix(Self.conductances))
    ).read(Matrix([[0.8, 0.4, 0.1, 0]]))
    for column in 0..<3 {
      let wanted = zip([0.8, 0.4, 0.1, 0], Self.conductances).reduce(0.0) {
        $0 + $1.1[column] * ($1.0 - pow($1.0, 3) / 4)
      }
      #expect(Tolerance(relative: 1e-12).admits(found[0, column], reference: wanted))
    }
  }

  /// The standard deviation that a generic model of the magnitude 0.04 has at a conductance, where the
  /// largest one is 0.5 mS.
  private static func deviation(_ model: String, _ conductance: Double) -> Double {
    let largest = 5e-4
    // A uniform error is as wide as its magnitude.
    let part = model.hasPrefix("Uniform") ? 0.04 / 12.0.squareRoot() : 0.04
    if model.contains("Independent") { return part * largest }
    return model.contains("Inverse")
      ? part * largest * largest / conductance : part * conductance
  }

  @Test(arguments: [
    "NormalIndependentDevice", "NormalProportionalDevice", "NormalInverseProportionalDevice",
    "UniformIndependentDevice", "UniformProportionalDevice", "UniformInverseProportionalDevice",
  ])
  func `magnitudes are parts of the largest conductance or of the cell's`(
    model: String
  ) throws {
    let programmed = try Self.technology(Self.errors("programming_error", model, 0.04))
    let noisy = try Self.technology(Self.errors("read_noise", model, 0.04))
    for conductance in [1.25e-5, 1e-4, 5e-4] {
      let found = try #require(programmed.variation.programming.sigma).value(at: conductance)
      #expect(
        Tolerance(relative: 1e-12).admits(found, reference: Self.deviation(model, conductance)))
      let read =
        switch try #require(noisy.variation.readNoise).sigma {
        case .relative(let part): part * conductance
        case .absolute(let function), .relativeOfState(let function):
          function.value(at: conductance)
        }
      #expect(
        Tolerance(relative: 1e-12).admits(read, reference: Self.deviation(model, conductance)))
    }
    #expect(programmed.variation.readNoise == nil && noisy.variation.programming.sigma == nil)
  }

  @Test(arguments: [
    ("PCMJoshi", "pcm-joshi-crosssim", 40e3, 4e6), ("RRAMWan", "rram-wan-crosssim", 26e3, 2.6e6),
    ("RRAMMilo", "rram-milo", 4.5e3, 19e3),
  ])
  func `named models are the stored fits`(
    model: String, stored: String, on: Double, off: Double
  ) throws {
    let found = try Self.technology(
      Self.errors("programming_error", model).merging([
        "xbar.device.Rmin": on, "xbar.device.Rmax": off,
      ]) { $1 })
    #expect(
      found.variation.programming == (try StoredTechnology.read(stored)).variation.programming)
  }

  @Test func `SONOS drifts in days and has its read noise`() throws {
    let sonos: [String: Any] = [
      "xbar.device.Rmin": 100e3, "xbar.device.Rmax": 1e9, "xbar.device.Vread": 0.1,
      "xbar.device.time": 1.5, "xbar.device.cell_bits": 0,
    ]
    let found = try Self.technology(
      Self.errors("drift_error", "SONOS").merging(Self.errors("read_noise", "SONOS")) { $1 }
        .merging(sonos) { $1 })
    #expect(found.read.time == 1.5 * 86400)
    #expect(found.variation.retention.map(\.time) == (1...5).map { 86400 * Double($0) })
    // 1000 nA at 0.1 V, one day: A (1 − exp(−I/B)).
    let sigma = found.variation.retention[0].sigma.value(at: 1e-5)
    let wanted = 25.59102e-9 * (1 - exp(-1000 / 186.85544)) / 0.1
    #expect(Tolerance(relative: 1e-12).admits(sigma, reference: wanted))
    let stored = try StoredTechnology.read("sonos-40nm")
    #expect(found.variation.readNoise == stored.variation.readNoise)
  }

  @Test func `every parameter is in the account`() throws {
    let changes: [[String: Any]] = [
      [:],
      ["xbar.device.new_key": [1, 2], "core.bit_sliced.other": "x", "xbar.adc.mvm.gain_db": 90],
      ["core.style": 2, "xbar.dac.mvm.model": "IdealDAC", "xbar.array.Icol_max": 30],
      ["core.style": "OFFSET", "core.offset.style": 2, "xbar.device.time": 3],
      Self.errors("drift_error", "SONOS").merging(Self.errors("programming_error", "RRAMWan")) {
        $1
      }
      .merging(["xbar.device.Rmin": 50e3, "xbar.device.Rmax": 50e6]) { $1 },
    ]
    for change in changes {
      let translation = try Self.translation(change)
      let keys = (translation.taken + translation.assumed + translation.unmatched).map(\.key)
      let object = try JSONSerialization.jsonObject(with: Self.parameters(change))
      for path in Self.paths(object, "") {
        #expect(
          keys.contains { path == $0 || path.hasPrefix($0 + ".") }, "\(path) is not in the account")
      }
    }
    let named = try Self.translation(changes[1]).unmatched.map(\.key)
    #expect(Set(named).isSuperset(of: ["xbar.device.new_key", "core.bit_sliced.other"]))
    #expect(named.contains("simulation.useGPU") && named.contains("xbar.dac.vmm.bits"))
  }

  private static func paths(_ value: Any, _ path: String) -> [String] {
    guard let table = value as? [String: Any] else { return [path] }
    return table.flatMap { paths($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
  }

  private static var refusals: [(changes: [String: Any], key: String)] {
    [
      (["xbar.device.Rmin": -1], "xbar.device.Rmin"),
      (["xbar.device.Rmax": 1000], "xbar.device.Rmax"),
      (["xbar.device.Vread": "0.1"], "xbar.device.Vread"),
      (["xbar.device.cell_bits": 2.5], "xbar.device.cell_bits"),
      (["core.style": 4], "core.style"), (["core.style": "STACKED"], "core.style"),
      (["core.rows_max": 5000], "core.rows_max"), (["core.weight_bits": 1], "core.weight_bits"),
      (errors("read_noise", "MyDevice"), "xbar.device.read_noise.model"),
      (
        errors("programming_error", "NormalIndependentDevice", -0.1),
        "xbar.device.programming_error.magnitude"
      ),
      (errors("programming_error", "PCMJoshi"), "xbar.device.Rmin"),
      (errors("nonlinear_IV", "SONOS"), "xbar.device.nonlinear_IV.model"),
      (["xbar.dac.mvm.input_bitslicing": 1], "xbar.dac.mvm.input_bitslicing"),
      (
        ["xbar.dac.mvm.input_bitslicing": true, "xbar.dac.mvm.bits": 0],
        "xbar.dac.mvm.input_bitslicing"
      ),
      (["xbar.adc.mvm.model": "MyADC"], "xbar.adc.mvm.model"),
      (["core.style": 2, "core.weight_bits": 16], "xbar.device.cell_bits"),
      (["xbar.array.parasitics.Rp_row": -2], "xbar.array.parasitics.Rp_row"),
      (
        errors("read_noise", "NormalInverseProportionalDevice", 0.1).merging([
          "xbar.device.infinite_on_off_ratio": true
        ]) { $1 }, "xbar.device.read_noise.model"
      ),
    ]
  }

  @Test func `what cannot be converted is refused by its key`() throws {
    for (changes, key) in Self.refusals {
      let error = try #require(throws: InputError.self) { try Self.translation(changes) }
      #expect(error.location == "key \(key)", "\(error)")
    }
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"a\": 1}", "{\"xbar\": {\"device\": {\"Rmin\": 1e999}}}",
    "{\"xbar\": {\"device\": {\"Rmin\": 1000,}}}", "{\"xbar\": {\"device\": {\"Rmin\": NaN}}}",
    "{\"xbar\": {\"device\": {\"Rmin\": 1, \"Rmin\": 2}}}",
  ])
  func `another text is refused`(text: String) {
    #expect(throws: InputError.self) {
      try CrossSimDescription(Data(text.utf8), source: "p.json", name: "x")
    }
  }
}
