internal import Configuration

extension CrossSimDescription {
  private static let coreStyles = [1: "BALANCED", 2: "BITSLICED", 3: "OFFSET"]

  /// How a core of CrossSim holds weights.
  struct Core {
    /// Whether one cell holds a raised weight; else two hold its positive and its negative part.
    var isOffset: Bool
    /// Whether the two parts are subtracted before the converter.
    var isSubtracted: Bool
    /// Whether weights are cut into slices.
    var isSliced: Bool
  }

  /// Reads how matrices become arrays.
  mutating func core(_ device: Device) throws {
    let style = try parameters.choice("core.style", of: Self.coreStyles, usual: 1)
    let slicedStyle = try parameters.choice(
      "core.bit_sliced.style", of: [1: "BALANCED", 3: "OFFSET"], usual: 1)
    let isSliced = style == 2
    let isOffset = style == 3 || isSliced && slicedStyle == 3
    take(
      "core.style", Self.coreStyles[style] ?? "",
      as: "weights.encoding = \(isOffset ? "\"offset\"" : "\"differential\"")")
    if stated.contains("core.bit_sliced.style") {
      take(
        "core.bit_sliced.style", slicedStyle,
        as: isSliced ? "weights.encoding" : "no effect there either")
    }
    let balanced = try balancedStyle(isUsed: !isOffset)
    layout = Core(
      isOffset: isOffset, isSubtracted: !isOffset && balanced, isSliced: isSliced)
    let columns = try tile()
    var lines = try bits(device)
    lines.append("encoding = \(isOffset ? "\"offset\"" : "\"differential\"")")
    lines.append("scale = \"layer\"")
    assume("weights.scale", "layer", because: "one range of weights a matrix, as there")
    lines += try offsetStyle(isUsed: isOffset, columns: columns)
    mapping.append(("weights", lines))
    try ranges()
    for key in ["core.complex_matrix", "core.complex_input"] {
      if try parameters.flag(key, usual: false) {
        leave(key, "true", "real numbers alone here")
      } else if stated.contains(key) {
        take(key, "false", as: "real numbers")
      }
    }
  }

  /// The size of an array.
  ///
  /// - Returns: The columns.
  private mutating func tile() throws -> Int {
    func extent(_ key: String) throws -> Int {
      let size = try parameters.integer("core.\(key)", in: 0...4096, usual: 0)
      let name = key == "rows_max" ? "tile.rows" : "tile.columns"
      guard size > 0 else {
        if stated.contains("core.\(key)") { leave("core.\(key)", "0", "an array has an end here") }
        assume(name, "1024", because: "CrossSim's core has no limit")
        return 1024
      }
      take("core.\(key)", size, as: name)
      return size
    }
    let rows = try extent("rows_max")
    let columns = try extent("cols_max")
    mapping.append(("tile", ["rows = \(rows)", "columns = \(columns)", "groups = \"own\""]))
    assume(
      "tile.groups", "own", because: "every group of a convolution has a core of its own there")
    return columns
  }

  /// The integers of the weights and their parts in cells.
  private mutating func bits(_ device: Device) throws -> [String] {
    let slices = try parameters.integer("core.bit_sliced.num_slices", in: 1...16, usual: 2)
    let path = "core.weight_bits"
    let stated = try parameters.integer(path, in: 0...16, usual: 0)
    guard stated != 1 else {
      throw parameters.refusal(path, found: "1", accepted: "0, or 2 to 16")
    }
    let sign = layout.isOffset ? 0 : 1
    var bits = stated
    if stated == 0 {
      bits = device.bits > 0 && !layout.isSliced ? min(max(device.bits + sign, 2), 16) : 16
      if self.stated.contains(path) { leave(path, "0", "weights are integers here") }
      assume(
        "weights.bits", "\(bits)",
        because: device.bits > 0 ? "what the cells can hold" : "as fine as they can be here")
    } else if !layout.isSliced, device.bits > 0, device.bits + sign < stated {
      bits = max(device.bits + sign, 2)
      take(
        path, stated,
        as: "weights.bits = \(bits): cells of \(device.bits) bits round them so, as there")
    } else {
      take(path, stated, as: "weights.bits")
    }
    let magnitude = bits - sign
    var perCell = magnitude
    if layout.isSliced {
      perCell = (magnitude + slices - 1) / slices
      guard device.bits == 0 || device.bits >= perCell else {
        throw parameters.refusal(
          "xbar.device.cell_bits",
          found: "\(device.bits), but \(slices) slices of \(magnitude) bits have \(perCell)",
          accepted: "\(perCell) or more, or more slices")
      }
      let found = (magnitude + perCell - 1) / perCell
      let text = "weights.bits_per_cell = \(perCell)"
      if found == slices {
        take("core.bit_sliced.num_slices", slices, as: text)
      } else {
        leave(
          "core.bit_sliced.num_slices", "\(slices)",
          "\(found) slices, \(text): the upper ones would be empty")
      }
    } else if self.stated.contains("core.bit_sliced.num_slices") {
      take("core.bit_sliced.num_slices", slices, as: "no effect there either")
    }
    return ["bits = \(bits)", "bits_per_cell = \(perCell)"]
  }

  /// Reads how two cells share a weight.
  ///
  /// - Parameter isUsed: Whether they do.
  /// - Returns: Whether their currents are subtracted before the converter.
  /// - Throws: `InputError` with the key of a value that is none of CrossSim's.
  private mutating func balancedStyle(isUsed: Bool) throws -> Bool {
    let path = "core.balanced"
    let style = try parameters.choice(
      "\(path).style", of: [1: "ONE_SIDED", 2: "TWO_SIDED"], usual: 1)
    let isInterleaved = try parameters.flag("\(path).interleaved_posneg", usual: false)
    let isSubtracted = try parameters.flag("\(path).subtract_current_in_xbar", usual: true)
    guard isUsed else {
      if parameters.contains(under: path) {
        take(path, "\(style), …", as: "no effect there either: cells are not in pairs")
      }
      return isSubtracted
    }
    if style == 2 {
      leave("\(path).style", "TWO_SIDED", "one of the two cells of a pair is off here")
    } else {
      take("\(path).style", "ONE_SIDED", as: "one of the two cells of a pair is off")
    }
    if isInterleaved {
      leave(
        "\(path).interleaved_posneg", "true", "the two cells of a pair are in two arrays here")
    } else {
      take("\(path).interleaved_posneg", "false", as: "the two cells of a pair are in two arrays")
    }
    take(
      "\(path).subtract_current_in_xbar", isSubtracted,
      as: "adc.reads = \(isSubtracted ? "\"difference\"" : "\"column\"")")
    return isSubtracted
  }

  /// Reads where the raise of the weights goes.
  private mutating func offsetStyle(isUsed: Bool, columns: Int) throws -> [String] {
    let path = "core.offset.style"
    let style = try parameters.choice(
      path, of: [1: "DIGITAL_OFFSET", 2: "UNIT_COLUMN_SUBTRACTION"], usual: 1)
    guard isUsed else {
      if stated.contains(path) {
        take(path, style, as: "no effect there either: no weight is raised")
      }
      return []
    }
    if style == 1 {
      take(path, "DIGITAL_OFFSET", as: "weights.reference = \"digital\"")
      return ["reference = \"digital\""]
    }
    take(path, "UNIT_COLUMN_SUBTRACTION", as: "weights.reference = \"unit\", one column an array")
    return ["reference = \"unit\"", "columns_per_reference = \(max(columns - 1, 1))"]
  }

  /// Reads the ranges of weights and inputs, and how matrices are divided.
  private mutating func ranges() throws {
    let weights = "core.mapping.weights"
    if let value = parameters.value("\(weights).percentile") {
      if value == .number(1) {
        take("\(weights).percentile", 1, as: "the largest weight is the end of the range")
      } else {
        leave("\(weights).percentile", value.shown, "the largest weight is the end of the range")
      }
    }
    for key in ["min", "max", "clipping"] {
      guard let value = parameters.value("\(weights).\(key)") else { continue }
      if case .number = value {
        leave("\(weights).\(key)", value.shown, "the largest weight is the end of the range")
      } else {
        take("\(weights).\(key)", value.shown, as: "no weight is beyond the largest one")
      }
    }
    for side in ["row", "col"] {
      let path = "\(weights).\(side)_partition_strategy"
      let strategy = try parameters.choice(path, of: [1: "MAX", 2: "EQUAL"], usual: 2)
      if strategy == 1 {
        take(path, "MAX", as: "an array is filled before the next one begins")
      } else if stated.contains(path) {
        leave(path, "EQUAL", "an array is filled before the next one begins")
      }
      if let priority = parameters.value("\(weights).\(side)_partition_priority") {
        if priority == .list([]) {
          take("\(weights).\(side)_partition_priority", "[]", as: "none")
        } else {
          leave(
            "\(weights).\(side)_partition_priority", priority.shown,
            "the size of a tile alone divides")
        }
      }
    }
    for key in ["min", "max", "percentile", "clipping"] {
      let path = "core.mapping.inputs.mvm.\(key)"
      guard let value = parameters.value(path) else { continue }
      leave(path, value.shown, "ranges of inputs are chosen on sample images, or given by --ranges")
    }
  }
}
