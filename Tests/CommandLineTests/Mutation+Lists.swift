import CrossbarModels
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Testing

extension GoldenCase {
  /// A place among the currents: an input and a column.
  fileprivate func place(_ generator: inout SeededGenerator) -> (Int, Int) {
    (generator.integer(below: batch), generator.integer(below: columns))
  }

  /// Changes one of the further numbers of the case.
  fileprivate mutating func change(
    _ name: String, _ generator: inout SeededGenerator, _ edit: (inout Double) -> Void
  ) throws {
    let index = try #require(quantities.firstIndex { $0.name == name })
    edit(&quantities[index].values[generator.integer(below: quantities[index].values.count)])
  }
}

extension Mutation {
  /// What goes wrong with stored numbers.
  static let ofData: [Mutation] = [
    .oneCase("a current is .5 % larger", of: "unequal-wires") { item, generator in
      let (sample, column) = item.place(&generator)
      item.columnCurrents[sample, column] *= 1.005
    },
    .oneCase("a current has the other sign", of: "unequal-wires") { item, generator in
      let (sample, column) = item.place(&generator)
      item.columnCurrents[sample, column].negate()
    },
    .oneCase("all currents of a case are .5 % larger", of: "ohmic-100k") { item, _ in
      for index in item.columnCurrents.elements.indices {
        item.columnCurrents.elements[index] *= 1.005
      }
    },
    .oneCase("columns are stored one place further", of: "ohmic-100k") { item, _ in
      let old = item.columnCurrents
      item.columnCurrents = Matrix(rows: old.rows, columns: old.columns) {
        old[$0, ($1 + 1) % old.columns]
      }
    },
    .data("two cases have each other's currents", of: "ohmic-100k") { suite, _ in
      let currents = suite.cases[0].columnCurrents
      suite.cases[0].columnCurrents = suite.cases[1].columnCurrents
      suite.cases[1].columnCurrents = currents
    },
    .oneCase("a conductance is .5 % larger", of: "ohmic-100k") { item, generator in
      let row = generator.integer(below: item.rows)
      item.conductances[row, generator.integer(below: item.columns)] *= 1.005
    },
    .oneCase(
      "the conductances are transposed", of: "ohmic-100k", where: { $0.rows == $0.columns }
    ) { item, _ in item.conductances = item.conductances.transposed },
    .oneCase("two word lines are exchanged", of: "ohmic-100k") { item, generator in
      let row = generator.integer(below: item.rows - 1)
      for column in 0..<item.columns {
        let cell = item.conductances[row, column]
        item.conductances[row, column] = item.conductances[row + 1, column]
        item.conductances[row + 1, column] = cell
      }
    },
    .oneCase("a row is not driven", of: "unequal-wires") { item, generator in
      let row = generator.integer(below: item.rows)
      for sample in 0..<item.batch { item.inputs[sample, row] = 0 }
    },
    .oneCase("a node voltage is .5 % larger", of: "unequal-wires") { item, generator in
      let count = try #require(item.nodeVoltages?.count)
      item.nodeVoltages?[generator.integer(below: count)] *= 1.005
    },
    .oneCase(
      "a threshold shift is lost", of: "variation", where: { $0.deviations.thresholdShifts != nil }
    ) { item, generator in
      let row = generator.integer(below: item.rows)
      item.deviations.thresholdShifts?[row, 0] = 0
    },
    .oneCase(
      "an ADC code is off by one", of: "variation",
      where: { $0.quantities.contains { $0.name == "adc_codes" } }
    ) { item, generator in try item.change("adc_codes", &generator) { $0 += 1 } },
    .oneCase(
      "an amplifier voltage is .5 % larger", of: "variation",
      where: { $0.quantities.contains { $0.name == "amplifier_voltages" } }
    ) { item, generator in try item.change("amplifier_voltages", &generator) { $0 *= 1.005 } },
    .oneCase("the energy of the cells is .5 % larger", of: "transients") { item, generator in
      try item.change("energy_array", &generator) { $0 *= 1.005 }
    },
    .oneCase("a final current is .5 % larger", of: "transients") { item, generator in
      try item.change("final_currents", &generator) { $0 *= 1.005 }
    },
    .oneCase("a settling time is .5 % longer", of: "transients") { item, generator in
      try item.change("settling_time", &generator) { $0 *= 1.005 }
    },
    .oneCase("a case was simulated with another gmin", of: "arrangements") { item, _ in
      item.options = item.options.replacingOccurrences(of: "gmin=1e-12", with: "gmin=1e-9")
    },
    .data("a case is gone from the numbers", of: "unequal-wires") { suite, generator in
      suite.cases.remove(at: generator.integer(below: suite.cases.count))
    },
  ]

  /// What goes wrong with a technology, everything else of the suite agreeing with it.
  static let ofTechnologies: [Mutation] = [
    .technology(
      "drivers have no resistance", of: "unequal-wires",
      #"(\[driver\]\s+resistance_ohm = )[0-9.e+]+"#, "$10"),
    .technology(
      "the sink is gone", of: "unequal-wires", #"(\[sense\]\s+resistance_ohm = )[0-9.e+]+"#,
      "$11e12"),
    .technology(
      "the sense resistance is .5 % larger", of: "unequal-wires",
      #"(\[sense\]\s+resistance_ohm = )[0-9.e+]+"#, "$150.25"),
    .data("word lines and bit lines have each other's segments", of: "unequal-wires") { suite, _ in
      suite.technologies[0].text = suite.technologies[0].text
        .replacingOccurrences(of: "row_segment", with: "other_segment")
        .replacingOccurrences(of: "column_segment", with: "row_segment")
        .replacingOccurrences(of: "other_segment", with: "column_segment")
    },
    .technology(
      "cells are .5 % less non-linear", of: "variation", #"(sinh_voltage_volt = )[0-9.e+-]+"#,
      "$10.25125"),
    .technology(
      "the temperature is another one", of: "arrangements", #"(temperature_celsius = )[0-9.]+"#,
      "$185"),
    .technology(
      "the selector is .5 % better", of: "transients",
      #"(saturation_current_ampere = )([0-9.]+)"#, "$11.005e-7 # was $2"),
    .technology(
      "the ADC has an offset", of: "variation", #"(offset_lsb = )[0-9.-]+"#, "$10.9"),
  ]

  /// What goes wrong with a model.
  static let ofModels: [Mutation] = [
    .model("a parameter is .5 % larger", of: "unequal-wires") { model, generator in
      model.parameters[generator.integer(below: 4)].value *= 1.005
    },
    .model("a parameter is .5 % larger where the model is 2 % wrong", of: "sinh-100k") { model, _ in
      let index = try #require(model.parameters.firstIndex { $0.isIdentifiable })
      model.parameters[index].value *= 1.005
    },
    .model("word lines and bit lines have each other's parameters", of: "unequal-wires") {
      model, _ in
      let value = model.parameters[0].value
      model.parameters[0].value = model.parameters[1].value
      model.parameters[1].value = value
    },
    .model("the model is of another technology", of: "unequal-wires") { model, _ in
      model.technology.values["sense_resistance_ohm"]? *= 1.005
    },
    .model("the model claims to be better", of: "unequal-wires") { model, _ in
      model.errors.heldOut.relativeRmse /= 2
      model.errors.heldOut.worstOfFullScale += 1e-6
    },
    .model("the model claims to be better under a load", of: "sinh-100k") { model, generator in
      let kind = generator.integer(below: LoadKind.allCases.count)
      model.errors.loads?.kinds[kind].ofFullDrive? *= 0.7
    },
  ]
}
