internal import Configuration
internal import Inference
internal import Records

/// Events times figures: what the layers of a network cost.
///
/// Formulas of arrays, converters and registers are those of MNSIM, NeuroSim and PUMA's simulator in common: every event
/// has its energy, arrays of the same rows and columns of a matrix share drivers, registers and adders.
struct CostModel {
  let file: CostFile

  /// The cost of a layer for one image.
  ///
  /// - Parameters:
  ///   - plan: The layer.
  ///   - device: The device that compares; nil for the first of the file that can.
  ///   - skipped: The part of an ADC's conversions that take no energy, since nothing flows.
  /// - Returns: The cost.
  /// - Throws: `InputError` if the file has no figure for a converter.
  func cost(of plan: LayerPlan, device: CostFile.Device?, skipped: Double) throws -> Cost {
    let (mapping, usesAll) = (plan.mapping, file.read.usesAll)
    let converter = try LayerConverter(plan, file: file, device: device)
    let columns = plan.columns(usesAll: usesAll)
    let (converters, times) = try converter.count(plan, usesAll: usesAll)
    let meanTime = times.reduce(0, +) / Double(times.count)
    let onTime = file.read.settling + (file.read.isOnInConversion ? meanTime : 0)

    var cost = Cost()
    cost.arrays = plan.arrays
    cost.weights = plan.weights
    cost.cells = plan.tiles * mapping.tile.rows * mapping.tile.columns
    cost.reads = plan.reads
    cost.rowDrives =
      usesAll
      ? plan.rowDrives / plan.inputs * plan.rowTiles * mapping.tile.rows : plan.rowDrives
    cost.conversions =
      usesAll ? plan.conversions / plan.convertedColumns * columns.all : plan.conversions
    cost.comparisons = converter.comparisons(cost.conversions)
    cost.converters = converters

    let conversions = Double(cost.conversions)
    let isADC = converter.isADC
    let cells = Double(mapping.tile.rows * mapping.tile.columns)
    cost.energy = [
      .array: Double(plan.reads) * cells * file.array.powerPerCell * onTime,
      .rowDriver: try Double(cost.rowDrives)
        * file.rowDriver.energy.energy(bits: plan.driverBits, seconds: onTime),
      .sampleAndHold: try conversions
        * file.sampleAndHold.energy.energy(bits: 1, seconds: onTime),
      .converter: try conversions * converter.energy() * (isADC ? 1 - skipped : 1),
      // A single comparison needs no counter: its bit is what is added.
      .counter: converter.countBits > 0 ? Double(cost.comparisons) * file.counter.energy : 0,
      .shiftAdd: conversions * file.shiftAdd.energy,
      .register: Double(plan.rowDrives * plan.streamBits) * file.register.energyPerBit,
      .accumulator: Double(2 * plan.accumulations) * file.accumulator.energyPerAccess,
    ]

    let tiles = Double(plan.tiles)
    let convertedColumns = Double(plan.columnConverters(usesAll: usesAll))
    let registerBits =
      file.register.bits
      ?? (mapping.tile.rows + 2 * mapping.tile.columns) * mapping.inputs.bits
    cost.area = [
      .array: Double(plan.arrays) * cells * file.array.areaPerCell,
      .rowDriver: try tiles * Double(mapping.tile.rows)
        * file.rowDriver.area.value(bits: plan.driverBits),
      .sampleAndHold: try Double(plan.arrays * mapping.tile.columns)
        * file.sampleAndHold.area.value(bits: 1),
      .converter: try Double(converters) * converter.area(),
      .counter: convertedColumns * Double(converter.countBits) * file.counter.areaPerBit,
      .shiftAdd: (file.shiftAdd.isOfConverter ? Double(converters) : tiles) * file.shiftAdd.area,
      .register: tiles * Double(registerBits) * file.register.areaPerBit,
      .accumulator: 0,
    ]

    let reads = Double(plan.positions * plan.streams * plan.serialReads)
    let stages = times.map {
      file.read.isPipelined ? max(file.read.settling, $0) : file.read.settling + $0
    }
    cost.interval = reads * stages.reduce(0, +) / Double(stages.count)
    // The first result leaves the last of three stages two reads after the first has entered.
    cost.latency = cost.interval + (file.read.isPipelined ? 2 * (stages.max() ?? 0) : 0)
    guard cost.energyDelay.isFinite, (cost.energyDelay * cost.totalArea).isFinite else {
      throw InputError(
        source: file.source, location: "layer \(plan.name)",
        found: "a cost that is not finite", accepted: "figures of a circuit")
    }
    return cost
  }
}
