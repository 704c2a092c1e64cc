import Configuration
import Foundation
import Technologies
import Testing

/// Files of instruments and spreadsheets, all of the same readings.
struct SweepFileTests {
  private static let voltages = [-0.2, -0.1, 0.0, 0.1, 0.2]
  private static let currents = [-2.2e-6, -1.05e-6, 0.0, 1.05e-6, 2.2e-6]

  /// A way to write the readings.
  struct Form: Sendable, CustomStringConvertible {
    var description: String
    var text: @Sendable () -> Data
  }

  private static func lines(
    _ head: [String], _ separator: String, end: String = "\n", voltageUnit: Double = 1,
    currentUnit: Double = 1, comma: Bool = false, prefix: String = ""
  ) -> Data {
    let rows = zip(voltages, currents).map { voltage, current -> String in
      let fields = ["\(voltage / voltageUnit)", "\(current / currentUnit)"].map {
        comma ? $0.replacingOccurrences(of: ".", with: ",") : $0
      }
      return prefix + fields.joined(separator: separator)
    }
    return Data((head + rows).map { $0 + end }.joined().utf8)
  }

  static let forms = [
    Form(description: "the project's own names") {
      lines(["voltage_volt,on_ampere"], ",")
    },
    Form(description: "a mark of bytes and CRLF") {
      Data([0xEF, 0xBB, 0xBF]) + lines(["Voltage (V),Current (A)"], ",", end: "\r\n")
    },
    Form(description: "semicolons and decimal commas") {
      lines(["Spannung [V];Strom [µA]"], ";", currentUnit: 1e-6, comma: true)
    },
    Form(description: "tabulators and a line of units") {
      lines(["Voltage\tCurrent", "mV\tnA"], "\t", voltageUnit: 1e-3, currentUnit: 1e-9)
    },
    Form(description: "a Keithley with lines about the measurement") {
      lines(
        [
          "Keithley 2450, serial 0123456", "Date,11/28/2026", "NPLC,1,Compliance,1e-3", "",
          "AV (V),AI (mA)",
        ], ",", currentUnit: 1e-3)
    },
    Form(description: "EasyEXPERT's marks of lines") {
      lines(
        [
          "SetupTitle, I/V Sweep", "TestParameter, Channel.Unit, SMU1, SMU2", "DataName, V1, I1",
        ], ", ", prefix: "DataValue, ")
    },
    Form(description: "spaces and a header in a comment") {
      lines(["# made by hand", "# V/V I/uA"], "   ", currentUnit: 1e-6)
    },
    Form(description: "quoted fields with decimal commas") {
      let rows = zip(voltages, currents).map {
        "\"\($0)\",\"\($1)\"".replacingOccurrences(of: ".", with: ",")
      }
      return Data((["\"Voltage (V)\",\"Current (A)\""] + rows).joined(separator: "\r\n").utf8)
    },
    Form(description: "decimal commas beside the name of a state") {
      let rows = zip(voltages, currents).map {
        "300,15;s0;\($0 * 1e3);\($1 * 1e6)".replacingOccurrences(of: ".", with: ",")
      }
      return Data(
        (["Temperature (K);state;U/mV;I/µA"] + rows).joined(separator: "\r\n").utf8)
    },
    Form(description: "no header at all") { lines([], " ") },
    Form(description: "a third column beside") {
      let rows = zip(voltages, currents).map { "\($0),\($1),0.1" }
      return Data((["Source Voltage (V),Current (A),Time (s)"] + rows).joined(separator: "\n").utf8)
    },
  ]

  @Test(arguments: forms)
  func `all forms give the same sweep`(form: Form) throws {
    let file = try SweepFile(form.text(), source: "raw.csv")
    #expect(file.sweeps.count == 1)
    let points = file.sweeps[0].points
    #expect(points.count == 5)
    for (point, truth) in zip(points, zip(Self.voltages, Self.currents)) {
      #expect((point.voltage - truth.0).magnitude < 1e-12, "\(point)")
      #expect((point.current - truth.1).magnitude < 1e-18, "\(point)")
    }
  }

  @Test func `Latin-1 and UTF-16 are text as well`() throws {
    let text = "Voltage (V);Current (µA)\r\n0,1;1,5\r\n0,2;3,1\r\n0,3;4,9\r\n"
    for encoding in [String.Encoding.isoLatin1, .utf16] {
      let data = try #require(text.data(using: encoding))
      let file = try SweepFile(data, source: "raw.csv")
      #expect(file.sweeps[0].points.map(\.voltage) == [0.1, 0.2, 0.3])
      #expect((file.sweeps[0].points[1].current - 3.1e-6).magnitude < 1e-18)
    }
  }

  private static func sweeps(_ text: String) throws -> [RawSweep] {
    try SweepFile(Data(text.utf8), source: "raw.csv").sweeps
  }

  private static let ten = (1...10).map { "\(Double($0) / 10),\(Double($0) * 1e-6)" }
    .joined(separator: "\n")

  @Test func `sweeps divide by a column, an empty line, a header or a restart`() throws {
    let head = "Voltage (V),Current (A)\n"
    let byColumn = (1...3).map { state in
      (1...6).map { "\(state),\(Double($0) / 10),\(Double($0 * state) * 1e-6)" }
        .joined(separator: "\n")
    }.joined(separator: "\n")
    let found = try Self.sweeps("State,Voltage (V),Current (A)\n" + byColumn)
    #expect(found.map(\.name) == ["1", "2", "3"])
    #expect(found.map(\.points.count) == [6, 6, 6])
    for text in [
      head + Self.ten + "\n\n" + Self.ten, head + Self.ten + "\n" + head + Self.ten,
      head + Self.ten + "\n" + Self.ten,
    ] {
      let found = try Self.sweeps(text)
      #expect(found.map(\.points.count) == [10, 10], "\(text)")
    }
    let beside = try Self.sweeps("V (V),off (uA),on (uA)\n0.1,1,5\n0.2,2,11\n0.3,3,18\n0.4,,26\n")
    #expect(beside.map(\.name) == ["off", "on"])
    #expect(beside.map(\.points.count) == [3, 4])
  }

  /// Names of two columns, and a third that is neither.
  static let headers = [
    "ID,Voltage (V),Current (A)", "DrainV,DrainI", "V1,I1", "Time (s),AV,AI",
    "Compliance (A),Bias (V),I (A)", "U_meas,I_meas", "Index,Voltage,Current",
    "V (V),Current Range (A),I (A)",
  ]

  @Test(arguments: headers)
  func `names of columns are recognized`(header: String) throws {
    let names = header.split(separator: ",").map(String.init)
    let lines = (1...6).map { step in
      names.map { name in
        let word = name.lowercased()
        if word.hasPrefix("id") || word.contains("time") || word.contains("index") {
          return "\(step)"
        }
        if word.contains("compliance") || word.contains("range") { return "1" }
        return word.contains("v") || word.hasPrefix("u") || word.contains("bias")
          ? "0.\(step)" : "\(step)e-6"
      }.joined(separator: ",")
    }
    let found = try Self.sweeps(([header] + lines).joined(separator: "\n"))
    #expect(found.count == 1)
    #expect(found[0].points.map(\.voltage) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    #expect(found[0].points.map(\.current) == [1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6])
  }

  @Test func `temperatures come in kelvins and degrees`() throws {
    let found = try Self.sweeps(
      "Temperature (K),V (V),I (A)\n300,0.1,1e-6\n300.2,0.2,2e-6\n350,0.1,2e-6\n350,0.2,4e-6\n")
    #expect(found.count == 2)
    #expect((found[0].temperature ?? 0).rounded() == 27)
    #expect((found[1].temperature ?? 0).rounded() == 77)
  }

  /// Text, and what its refusal says.
  static let faults: [(text: String, says: [String])] = [
    ("", ["raw.csv", "no line of two numbers"]),
    ("V (V),I (A)\n0.1,1e-6\n0.2,oops\n0.3,3e-6\n", ["line 3", "oops", "a number"]),
    ("V (V),I (A)\n0.1,1e-6\n0.2\n", ["line 3"]),
    ("V (V),R (Ohm)\n0.1,1e6\n0.2,2e6\n", ["line 1", "no column of currents", "R (Ohm)"]),
    ("Time (s),I (A)\n0.1,1e-6\n0.2,2e-6\n", ["line 1", "no column of voltages"]),
    ("a,b,c\n1,2,3\n1,2,3\n", ["no column of voltages", "--voltage-column"]),
    ("V (V),I (A)\n0.1,0x10\n0.2,2e-6\n0.3,3e-6\n", ["line 2", "0x10"]),
    ("V (V),I (A)\n0.1,nan\n0.2,2e-6\n0.3,3e-6\n", ["line 2", "nan"]),
  ]

  @Test(arguments: faults)
  func `a malformed file is refused with its line`(text: String, says: [String]) throws {
    do {
      let file = try SweepFile(Data(text.utf8), source: "raw.csv")
      Issue.record("\(file.sweeps) from \(text)")
    } catch let error as InputError {
      for part in says { #expect("\(error)".contains(part), "\(error)") }
    }
  }

  @Test func `columns can be named, and overflows are left out`() throws {
    var reading = SweepReading()
    reading.columns = SweepReading.Columns(voltage: "bias", current: "3")
    let text = "bias,x,y\n0.1,7,1e-6\n0.2,7,9.91e37\n0.3,7,3e-6\n"
    let file = try SweepFile(Data(text.utf8), source: "raw.csv", reading: reading)
    #expect(file.sweeps[0].points.map(\.current) == [1e-6, 3e-6])
    #expect(file.notes.contains { $0.contains("line 3") && $0.contains("overflow") })
    reading.columns = SweepReading.Columns(voltage: "nothing")
    #expect {
      try SweepFile(Data(text.utf8), source: "raw.csv", reading: reading)
    } throws: { "\($0)".contains("nothing") && "\($0)".contains("bias") }
  }

  @Test func `zero bytes are no text`() {
    #expect {
      try SweepFile(Data([0x31, 0, 0x32, 0, 0x0A, 0x0A]), source: "raw.csv")
    } throws: { "\($0)".contains("no text") }
  }
}
