import Configuration
import Costs
import Foundation

/// What designs cost, side by side.
struct CostReport: Encodable {
  struct Ratios: Encodable {
    var energy: Double
    var latency: Double
    var area: Double
    var energyDelay: Double
  }

  struct Layer: Encodable {
    var name: String
    var cost: Cost
    var utilization: Double
    var energyJoule: Double
    var areaSquareMeter: Double
  }

  struct Design: Encodable {
    var name: String
    var mapping: String?
    var converter: String
    var device: String?
    var deviceStanding: String?
    /// The part of the mean square of normally distributed sums that is left.
    var error: Double?
    /// The bits of an ADC that leaves as much.
    var bits: Double?
    var cost: Cost
    var utilization: Double
    var energyJoule: Double
    var areaSquareMeter: Double
    var energyDelayJouleSecond: Double
    /// By how much the baseline costs more.
    var advantage: Ratios?
    var layers: [Layer]?
  }

  var subject: String
  var costs: String
  var sparsity: Double
  var baseline: String?
  var designs: [Design]

  init(
    _ designs: [Costs.Design], base: Costs.Design?, file: CostFile, subject: String,
    tellsLayers: Bool, sparsity: Double
  ) throws {
    (self.subject, costs, self.sparsity) = (subject, file.name, sparsity)
    baseline = base?.name
    let reference = try base?.cost(file).total
    self.designs = try designs.map { design in
      let (layers, total) = try design.cost(file)
      return Design(
        name: design.name, mapping: design.mapping, converter: design.converter,
        device: design.device?.name, deviceStanding: design.device?.origin.standing.rawValue,
        error: design.error, bits: design.bits, cost: total, utilization: total.utilization,
        energyJoule: total.totalEnergy, areaSquareMeter: total.totalArea,
        energyDelayJouleSecond: total.energyDelay,
        advantage: reference.map { base in
          Ratios(
            energy: base.totalEnergy / total.totalEnergy, latency: base.latency / total.latency,
            area: base.totalArea / total.totalArea,
            energyDelay: base.energyDelay / total.energyDelay)
        },
        layers: tellsLayers
          ? layers.map {
            Layer(
              name: $0.name, cost: $0.cost, utilization: $0.cost.utilization,
              energyJoule: $0.cost.totalEnergy, areaSquareMeter: $0.cost.totalArea)
          } : nil)
    }
  }

  var text: String {
    var lines = [
      "\(subject) under \(costs)"
        + (sparsity > 0 ? ", \(sparsity) of all ADC conversions left out" : ""), "",
    ]
    var table: [[String]] = [
      [
        "design", "converter", "bits", "arrays", "used", "conversions", "energy", "time", "area",
        "EDP",
      ]
        + (baseline == nil ? [] : ["energy", "time", "area", "EDP"])
    ]
    for design in designs {
      let cells = [
        design.name, design.converter, design.bits.map { String(format: "%.2f", $0) } ?? "",
        "\(design.cost.arrays)", String(format: "%.3f", design.utilization),
        "\(design.cost.conversions)", Self.scaled(design.energyJoule, "J"),
        Self.scaled(design.cost.latency, "s"),
        String(format: "%.5g mm²", design.areaSquareMeter * 1e6),
        String(format: "%.3g Js", design.energyDelayJouleSecond),
      ]
      let ratios = design.advantage.map { ratios in
        [ratios.energy, ratios.latency, ratios.area, ratios.energyDelay].map {
          String(format: "%.3g ×", $0)
        }
      }
      table.append(cells + (ratios ?? []))
    }
    lines += Self.aligned(table)
    if let baseline { lines.append("× is how much more \(baseline) takes") }
    for design in designs {
      lines += ["", "\(design.name): energy and area by part"]
      var parts: [[String]] = []
      for part in CostPart.allCases {
        let (energy, area) = (design.cost.energy[part] ?? 0, design.cost.area[part] ?? 0)
        guard energy > 0 || area > 0 else { continue }
        parts.append([
          part.rawValue, Self.scaled(energy, "J"),
          String(format: "%.1f %%", 100 * energy / max(design.energyJoule, .leastNonzeroMagnitude)),
          String(format: "%.5g mm²", area * 1e6),
          String(
            format: "%.1f %%", 100 * area / max(design.areaSquareMeter, .leastNonzeroMagnitude)),
        ])
      }
      lines += Self.aligned(parts)
      guard let layers = design.layers else { continue }
      var rows = [
        [
          "layer", "arrays", "used", "reads", "conversions", "array", "rows", "converter",
          "digital", "energy", "time", "area",
        ]
      ]
      for layer in layers {
        func energy(_ parts: CostPart...) -> String {
          Self.scaled(parts.reduce(0) { $0 + (layer.cost.energy[$1] ?? 0) }, "J")
        }
        rows.append([
          PrintedText.line(layer.name), "\(layer.cost.arrays)",
          String(format: "%.3f", layer.utilization),
          "\(layer.cost.reads)", "\(layer.cost.conversions)", energy(.array),
          energy(.rowDriver, .sampleAndHold), energy(.converter),
          energy(.counter, .shiftAdd, .register, .accumulator), Self.scaled(layer.energyJoule, "J"),
          Self.scaled(layer.cost.latency, "s"),
          String(format: "%.4g mm²", layer.areaSquareMeter * 1e6),
        ])
      }
      lines += [""] + Self.aligned(rows)
    }
    return lines.joined(separator: "\n")
  }

  /// A number with a prefix of its unit.
  private static func scaled(_ value: Double, _ unit: String) -> String {
    let prefixes: [(String, Double)] = [
      ("", 1), ("m", 1e-3), ("µ", 1e-6), ("n", 1e-9), ("p", 1e-12), ("f", 1e-15),
    ]
    let prefix = prefixes.first { value >= $0.1 } ?? prefixes[prefixes.count - 1]
    return value == 0 ? "0" : String(format: "%.4g \(prefix.0)\(unit)", value / prefix.1)
  }

  /// Columns of a table, two blanks apart; the first is left-aligned.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let blank = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blank : blank + cell
      }.joined(separator: "  ")
    }
  }
}
