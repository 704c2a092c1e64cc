internal import Configuration

/// A preset of the IBM Analog Hardware Acceleration Kit, by its name, as a technology and a mapping.
///
/// The toolkit computes with weights and inputs from −1 to 1 and has no volts and ohms but the
/// conductances of its noise models; those of version 0.9 are known.
public struct AIHWKitPreset {
  /// What became of the preset.
  public private(set) var translation: Translation

  /// How the toolkit converts inputs and outputs.
  struct Converters {
    var inputBits: Int
    var outputBits: Int
    /// The full scale of outputs, in full inputs on full weights.
    var outputBound: Double
    /// What is added to outputs, in the same unit.
    var outputNoise: Double
  }

  /// The cells that a noise model describes.
  struct Cells {
    /// The name of the noise model; nil for none.
    var model: String?
    /// The conductances of a weight of 1 and of 0, in microsiemens.
    var largest = 25.0
    var smallest = 0.0
    /// The tables of the technology.
    var errors = ""
    /// Whether two cells share a weight; else one holds it between its ends.
    var isPair = true
  }

  /// The names of all presets that are known.
  public static var names: [String] {
    ["StandardHWATrainingPreset", "FloatingPointPreset"] + noiseModels.keys.sorted()
      + trainingPresets
  }

  /// Translates a preset.
  ///
  /// - Parameters:
  ///   - preset: Its name in Python.
  ///   - name: The name of the technology.
  /// - Throws: `UsageError` if there is no such preset.
  public init(_ preset: String, name: String) throws {
    translation = Translation(of: "AIHWKit's \(preset)")
    var cells = Self.noiseModels[preset] ?? Cells()
    var converters: Converters?
    var columnSegment = 0.0
    switch preset {
    case "StandardHWATrainingPreset":
      cells = Self.noiseModels["PCMLikeNoiseModel"] ?? cells
      translation.take(
        "noise_model", "PCMLikeNoiseModel", as: "[programming], [drift], [read_noise]")
      converters = Converters(inputBits: 8, outputBits: 8, outputBound: 10, outputNoise: 0.04)
      // The ratio of a wire's conductance to the largest cell's, of which the preset takes the whole.
      columnSegment = 0.35 * 5e-6 / (cells.largest * 1e-6)
      translation.take(
        "forward.ir_drop, ir_drop_g_ratio", "1, 1/(0.35 × 5e-6)",
        as: "wires.column_segment_resistance_ohm = \(columnSegment); solved, not approximated")
      standardTraining()
    case "FloatingPointPreset":
      translation.take("forward.is_perfect", "true", as: "no wires, no errors, adc.bits = 0")
    case let preset where Self.noiseModels[preset] != nil:
      translation.take(
        preset, "its fits", as: cells.errors.isEmpty ? "no errors" : "the tables of errors")
      translation.leave(
        "t_inference", "an argument of the evaluation", "read.time_second, from programming on")
      if !cells.isPair {
        translation.leave(
          "g_min, g_max as limits", "\(cells.smallest), \(cells.largest) µS",
          "errors may carry cells beyond the converter's range; 0 S is the limit")
      }
      if preset == "ReRamWan2022NoiseModel" {
        translation.assume(
          "g_max", "40 µS",
          because: "the fit is of 40 µS; with its usual 25 µS the toolkit stretches it")
      }
    case let preset where Self.trainingPresets.contains(preset):
      converters = Converters(inputBits: 7, outputBits: 9, outputBound: 20, outputNoise: 0.1)
      training(preset)
    default:
      throw UsageError(
        "\(preset) is no preset of AIHWKit that is known; accepted: "
          + Self.names.joined(separator: ", "))
    }
    translation.technology = technology(
      cells, columnSegment: columnSegment, name: name, preset: preset)
    translation.mapping = mapping(
      cells, converters, isPerfect: preset == "FloatingPointPreset",
      isSplit: preset == "StandardHWATrainingPreset")
  }

  // MARK: - What presets have

  static let noiseModels: [String: Cells] = [
    "PCMLikeNoiseModel": Cells(
      model: "PCMLikeNoiseModel", errors: PublishedErrors.nandakumar),
    "HermesNoiseModel": Cells(
      model: "HermesNoiseModel", largest: 20.7, errors: PublishedErrors.hermes),
    "ReRamWan2022NoiseModel": Cells(
      model: "ReRamWan2022NoiseModel", largest: 40, errors: PublishedErrors.wanInTime),
    "ReRamCMONoiseModel": Cells(
      model: "ReRamCMONoiseModel", largest: 88.199997, smallest: 9,
      errors: PublishedErrors.falcone, isPair: false),
  ]

  private static let devices = [
    "ReRamES", "ReRamSB", "Capacitor", "EcRam", "EcRamMO", "Idealized",
  ]

  /// Presets of training by pulses: a device, alone, in twos or fours, or under an optimizer.
  static let trainingPresets: [String] =
    devices.flatMap { device in
      ["", "2", "4"].map { "\(device)\($0)Preset" }
        + ["TikiTaka", "TTv2", "ChoppedTTv2", "AGAD", "MixedPrecision"].map {
          "\($0)\(device)Preset"
        }
    } + [
      "GokmenVlasovPreset", "PCMPreset", "MixedPrecisionGokmenVlasovPreset",
      "MixedPrecisionPCMPreset",
    ]

  private mutating func standardTraining() {
    translation.take("mapping.weight_scaling_columnwise", "true", as: "weights.scale = \"column\"")
    translation.take("mapping.digital_bias", "true", as: "biases are digital")
    translation.take(
      "forward.bound_management", "NONE", as: "outputs beyond the converter's range are clipped")
    translation.take(
      "forward.noise_management", "CONSTANT, nm_thres = 1",
      as: "inputs beyond their range are clipped")
    for (key, value, remark) in [
      (
        "drift_compensation", "GlobalDriftCompensation",
        "calibration.gain or --correction moments take drift back, fitted on calibration images"
      ),
      ("forward.out_noise", "0.04", "outputs have no noise but that of cells"),
      (
        "forward.w_noise, w_noise_type", "0.0175, PCM_READ",
        "[read_noise] has the read noise of the noise model alone"
      ),
      ("pre_post.input_range", "enabled", "ranges of inputs are chosen on sample images"),
      (
        "clip, remap", "FIXED_VALUE, CHANNELWISE_SYMMETRIC", "the network is taken as it is trained"
      ),
      ("mapping.learn_out_scaling", "true", "the network is taken as it is trained"),
      ("t_inference", "an argument of the evaluation", "read.time_second, from programming on"),
    ] { translation.leave(key, value, remark) }
  }

  private mutating func training(_ preset: String) {
    for (key, value) in [
      ("device.dw_min, dw_min_dtod, dw_min_std", "steps of an update and their spread"),
      (
        "device.w_max, w_min, w_max_dtod, w_min_dtod", "ends of a device's weights and their spread"
      ),
      ("device.up_down, gamma, A, a, b", "the shape of an update"),
      ("device.write_noise_std, mult_noise, lifetime, reset", "errors of an update"),
      ("update, backward", "training"),
    ] {
      translation.leave(
        key, value, "\(preset) is for training by pulses; cells are programmed to a state here")
    }
    translation.leave(
      "forward.out_noise", "0.1", "outputs have no noise but that of cells")
    translation.leave(
      "forward.bound_management, noise_management", "ITERATIVE, ABS_MAX",
      "ranges are chosen on sample images; inputs.scale = \"token\" scales every vector by its own largest"
    )
  }

  // MARK: - The files

  private mutating func technology(
    _ cells: Cells, columnSegment: Double, name: String, preset: String
  ) -> String {
    let on = 1e6 / cells.largest
    // As the toolkit's own cells have 0 S: the ratio of the stored technologies of these models.
    let off = cells.smallest > 0 ? 1e6 / cells.smallest : on * 1e5
    if cells.model != nil {
      translation.take(
        "g_max, g_min", "\(cells.largest), \(cells.smallest) µS",
        as: "cell.on_resistance_ohm = \(on), off_resistance_ohm = \(off)")
    } else {
      translation.assume(
        "cell.on_resistance_ohm", "\(on)",
        because: "25 µS, the toolkit's usual g_max; the preset has none")
    }
    if cells.smallest == 0 {
      translation.assume(
        "cell.off_resistance_ohm", "\(off)", because: "a ratio of 1e5 for no conductance")
    }
    translation.assume("read.voltage_volt", "0.2", because: "the toolkit has no volts")
    translation.assume("read.temperature_celsius", "27", because: "the toolkit has none")
    translation.assume(
      columnSegment > 0 ? "row wires, driver, sense" : "wires, driver, sense", "0 ohm",
      because: "the toolkit has none")
    return translation.comments("assay technology translate")
      + """
      schema = 1
      name = \(TechnologyText.quoted(name))
      source = \(TechnologyText.quoted("AIHWKit's \(preset), by assay technology translate"))
      [cell]
      topology = "1R"
      device = "ohmic"
      on_resistance_ohm = \(on)
      off_resistance_ohm = \(off)
      levels = 0
      [wires]
      row_segment_resistance_ohm = 0
      column_segment_resistance_ohm = \(columnSegment)
      [driver]
      resistance_ohm = 0
      [sense]
      resistance_ohm = 0
      [read]
      voltage_volt = 0.2

      """ + cells.errors
  }

  private mutating func mapping(
    _ cells: Cells, _ converters: Converters?, isPerfect: Bool, isSplit: Bool
  ) -> String {
    var tile = ["rows = 512", "columns = 512"]
    if isSplit {
      translation.take("mapping.max_input_size", "512", as: "tile.rows")
      translation.assume(
        "tile.columns", "512",
        because: "max_output_size = 0 sets no limit; an array has an end here")
    } else {
      translation.assume("tile", "512 × 512", because: "the toolkit's usual max_input_size")
    }
    tile.append("groups = \"own\"")
    var weights = ["bits = 16", "bits_per_cell = 16", "scale = \"column\""]
    translation.assume("weights.bits", "16", because: "weights are not rounded there")
    if cells.isPair {
      weights.append("encoding = \"differential\"")
    } else {
      translation.take(
        "g_converter", "SingleDeviceConductanceConverter",
        as: "weights.encoding = \"offset\", zero = \"layer\", reference = \"digital\"")
      weights += ["encoding = \"offset\"", "zero = \"layer\"", "reference = \"digital\""]
    }
    var inputs = ["bits = 16", "bits_per_stream = 16"]
    let reads = cells.isPair ? "difference" : "column"
    var outputs = ["source = \"ideal\"", "bits = 0", "reads = \"\(reads)\""]
    if let converters {
      let amperes =
        converters.outputBound * 0.2 * (cells.largest - cells.smallest) * 1e-6
      translation.take(
        "forward.inp_res", "2^\(converters.inputBits) − 2 steps",
        as: "inputs.bits = \(converters.inputBits)")
      translation.take(
        "forward.out_res", "2^\(converters.outputBits) − 2 steps",
        as: "adc.bits = \(converters.outputBits)")
      translation.take(
        "forward.out_bound", ForeignValue.shown(converters.outputBound),
        as: "adc.range = \(amperes) A, with g_max at the read voltage for one")
      inputs = [
        "bits = \(converters.inputBits)", "bits_per_stream = \(converters.inputBits)",
      ]
      outputs = [
        "source = \"ideal\"", "bits = \(converters.outputBits)", "range = \(amperes)",
        "reads = \"\(reads)\"",
      ]
    } else if isPerfect {
      translation.assume("inputs.bits", "16", because: "as fine as they can be here")
    } else {
      translation.assume(
        "inputs.bits, adc.bits", "16, 0", because: "a noise model has no converters")
    }
    return translation.comments("assay technology translate")
      + [("tile", tile), ("weights", weights), ("inputs", inputs), ("adc", outputs)].map {
        "[\($0.0)]\n" + $0.1.map { $0 + "\n" }.joined()
      }.joined()
  }
}
