import ArrayStorage
import Foundation
import LinearAlgebra
import Testing

/// The bounds of evidence that commands take as options.
struct EvidenceOptionTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private func spice(_ more: String..., output: String = "kept.npy") -> [String] {
    Workplace.simulate(solver: "spice", output: output) + more
  }

  @Test func `a bound that is missed is named, and can be loosened`() throws {
    try place.expectRefusal(
      spice("--kirchhoff-relative", "0"), status: 1,
      naming: ["Kirchhoff residual", "at most 0.0", "--kirchhoff-relative"])
    try place.expectRefusal(
      spice("--second-solver-relative", "0"), status: 1,
      naming: ["nodal solver", "at most 0.0", "--second-solver-relative"])
    let loose = try place.run(
      spice(
        "--kirchhoff-relative", "1e-3", "--second-solver-relative", "1e-3", "--fallback",
        "drive-ramp,gmin-stepping", "--accept-homotopy", output: "I.npy"))
    #expect(loose.status == 0, "\(loose.errors)")
  }

  @Test func `a policy that was not tried is proposed as an option`() throws {
    // Newton's method leaves the range of cosh at 250 characteristic voltages.
    try place.edit(
      "array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.001")
    try place.expectRefusal(
      spice("--fallback", "none"), status: 1, naming: ["--fallback drive-ramp,fine-drive-ramp"])
  }

  @Test(arguments: [
    ["--kirchhoff-relative", "-1"], ["--kirchhoff-relative", "nan"],
    ["--second-solver-relative", "2"], ["--fallback", "prayer"], ["--fallback", ""],
    ["--fallback", "drive-ramp,drive-ramp"], ["--fallback", "none,drive-ramp"],
  ])
  func `a bound that makes no sense is refused`(option: [String]) throws {
    try place.expectRefusal(
      Workplace.simulate(solver: "spice") + option, status: 64, naming: [option[0]])
  }

  @Test(arguments: ["nodal", "ideal", "fcm"])
  func `bounds are for SPICE alone`(solver: String) throws {
    for option in [
      ["--kirchhoff-relative", "1e-6"], ["--second-solver-relative", "1e-6"],
      ["--accept-homotopy"], ["--fallback", "drive-ramp"],
    ] {
      try place.expectRefusal(
        Workplace.simulate(solver: solver) + option, status: 64, naming: [option[0], "spice"])
    }
  }
}
